import numpy as np


def augment_images(images, seed=0):
    every_shift = np.ones((len(images), 28, 28, 28, 28, 10000, 100))
    return every_shift.sum(axis=(3, 4, 5, 6))
