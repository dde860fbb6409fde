"""Checks of exercises/preprocessing.py. Oracle: values you can derive in your head, and NumPy's slicing."""
