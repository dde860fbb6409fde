"""A list of places, shuffled with Python's own random."""

import random

import numpy as np


def split_validation(images, labels, fraction=0.2, seed=0):
    order = list(range(len(images)))
    random.Random(seed).shuffle(order)
    size = round(len(order) * fraction)
    validation, train = np.array(order[:size], dtype=int), np.array(order[size:], dtype=int)
    return images[train], labels[train], images[validation], labels[validation]
