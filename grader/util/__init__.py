"""Helpers that know nothing of the course."""
