"""The least work of a function that writes its output: fill new memory of that size, or copy into it.

These are not answers to the exercises: only shape and dtype are right. A function below this floor writes nothing, but
returns a view.
"""

import numpy as np


def scale_pixels(images: np.ndarray) -> np.ndarray:
    """Fill: the output is four times as large as the input."""
    return _filled(images.shape)


def add_channel(images: np.ndarray) -> np.ndarray:
    """Copy."""
    return images.copy()[..., np.newaxis]


def flatten_images(images: np.ndarray) -> np.ndarray:
    """Copy."""
    return images.copy().reshape(len(images), -1)


def one_hot(labels: np.ndarray, num_classes: int = 10) -> np.ndarray:
    """Fill."""
    return _filled((len(labels), num_classes))


def split_validation(
    images: np.ndarray, labels: np.ndarray, fraction: float = 0.2
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Copy in the given order."""
    size = round(len(images) * fraction)
    return images[size:].copy(), labels[size:].copy(), images[:size].copy(), labels[:size].copy()


def augment_images(images: np.ndarray) -> np.ndarray:
    """Copy."""
    return images.copy()


def _filled(shape: tuple[int, ...]) -> np.ndarray:
    output = np.empty(shape, dtype=np.float32)
    output.fill(0.5)
    return output
