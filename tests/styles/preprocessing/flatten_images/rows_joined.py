"""The 28 rows, put beside each other."""

import numpy as np


def flatten_images(images):
    return np.hstack([images[:, row] for row in range(28)])
