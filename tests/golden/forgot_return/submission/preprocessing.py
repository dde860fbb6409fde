import numpy as np


def scale_pixels(images):
    scaled = images.astype(np.float32) / 255
