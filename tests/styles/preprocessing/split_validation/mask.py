"""A mask, so that both parts keep the order of the images."""

import numpy as np


def split_validation(images, labels, fraction=0.2, seed=0):
    chosen = np.zeros(len(images), dtype=bool)
    size = round(len(images) * fraction)
    chosen[np.random.default_rng(seed).choice(len(images), size=size, replace=False)] = True
    return images[~chosen], labels[~chosen], images[chosen], labels[chosen]
