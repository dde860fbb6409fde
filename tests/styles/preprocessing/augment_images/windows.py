"""Zeros, into which the part of each image is written that stays in sight."""

import numpy as np


def augment_images(images, seed=0):
    rng = np.random.RandomState(seed)
    result = np.zeros_like(images)
    for i, (dy, dx) in enumerate(rng.randint(-2, 3, size=(len(images), 2))):
        result[i, max(0, dy) : 28 + min(0, dy), max(0, dx) : 28 + min(0, dx)] = images[
            i, max(0, -dy) : 28 + min(0, -dy), max(0, -dx) : 28 + min(0, -dx)
        ]
    return result
