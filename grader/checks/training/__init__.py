"""Checks of exercises/training.py. Oracle: the test images and labels, which the student's code never receives."""
