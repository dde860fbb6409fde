"""Every image draws a number; those with the lowest are for validation."""

import numpy as np


def split_validation(images, labels, fraction=0.2, seed=0):
    drawn = np.random.default_rng(seed).random(len(images))
    chosen = np.argsort(drawn)[: round(len(images) * fraction)]
    validation = np.isin(np.arange(len(images)), chosen)
    return images[~validation], labels[~validation], images[validation], labels[validation]
