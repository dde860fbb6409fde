import numpy as np


def scale_pixels(images):
    return images.astype(np.float32) / 255
