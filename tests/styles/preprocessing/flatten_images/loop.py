"""A list of flattened images, made an array."""

import numpy as np


def flatten_images(images):
    return np.array([image.flatten() for image in images], dtype=images.dtype).reshape(len(images), 784)
