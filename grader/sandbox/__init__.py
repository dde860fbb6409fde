"""Untrusted code in a worker process, plain values back."""
