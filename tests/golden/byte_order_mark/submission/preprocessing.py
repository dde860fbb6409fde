import numpy as np


def scale_pixels(images):
    # größer als 0, kleiner als 1
    return images.astype(np.float32) / 255
