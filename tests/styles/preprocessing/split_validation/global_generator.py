"""NumPy's global generator, seeded."""

import numpy as np


def split_validation(images, labels, fraction=0.2, seed=0):
    np.random.seed(seed)
    order = np.arange(len(images))
    np.random.shuffle(order)
    size = int(np.round(len(images) * fraction))
    return images[order[size:]], labels[order[size:]], images[order[:size]], labels[order[:size]]
