"""SciPy's shift, without interpolation."""

import numpy as np
from scipy.ndimage import shift


def augment_images(images, seed=0):
    rng = np.random.default_rng(seed)
    moved = [shift(image, rng.integers(-2, 3, size=2), order=0, cval=0) for image in images]
    return np.array(moved, dtype=np.uint8).reshape(images.shape)
