"""NumPy's older generator; the last of a permutation are for validation; a list is returned."""

import numpy as np


def split_validation(images, labels, fraction=0.2, seed=0):
    order = np.random.RandomState(seed).permutation(len(images))
    rest = len(images) - round(len(images) * fraction)
    return [images[order[:rest]], labels[order[:rest]], images[order[rest:]], labels[order[rest:]]]
