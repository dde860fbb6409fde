"""Multiplied by the reciprocal, which may be off by a bit."""

import numpy as np


def scale_pixels(images):
    return images * np.float32(1 / 255)
