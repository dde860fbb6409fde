import numpy as np


def augment_images(images, seed=0):
    rng = np.random.default_rng(seed)
    for image, (down, right) in zip(images, rng.integers(-2, 3, (len(images), 2))):
        moved = np.pad(image, 2)[2 - down : 30 - down, 2 - right : 30 - right]
        image[:] = moved
    return images
