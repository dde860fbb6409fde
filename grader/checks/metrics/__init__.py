"""Checks of exercises/metrics.py. Oracle: numbers small enough to work out in your head, and scikit-learn's rules."""
