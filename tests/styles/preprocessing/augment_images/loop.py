"""A loop: each image framed in zeros, and cut out elsewhere."""

import numpy as np


def augment_images(images, seed=0):
    rng = np.random.default_rng(seed)
    result = np.zeros_like(images)
    for index in range(len(images)):
        down, right = rng.integers(-2, 3), rng.integers(-2, 3)
        padded = np.pad(images[index], 5, mode="constant")
        result[index] = padded[5 - down : 33 - down, 5 - right : 33 - right]
    return result
