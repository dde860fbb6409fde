"""Calibration: how far the accuracy gates are from what must pass them and from what must not, over many seeds."""
