"""Grading: one submission in, outcomes out."""
