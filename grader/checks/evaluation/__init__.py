"""Checks of exercises/evaluation.py. Oracle: small numbers, Python's json, and what a figure is described to show."""
