"""All images that move alike are moved at once, 25 times."""

import numpy as np


def augment_images(images, seed=0):
    place = np.random.default_rng(seed).integers(25, size=len(images))
    framed = np.pad(images, ((0, 0), (2, 2), (2, 2)))
    result = np.empty_like(images)
    for row in range(5):
        for column in range(5):
            chosen = place == 5 * row + column
            result[chosen] = framed[chosen, row : row + 28, column : column + 28]
    return result
