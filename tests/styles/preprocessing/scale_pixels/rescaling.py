"""A Rescaling layer, applied outside of any model."""

import numpy as np
from keras import layers


def scale_pixels(images):
    return np.array(layers.Rescaling(1 / 255)(images))
