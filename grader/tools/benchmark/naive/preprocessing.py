"""Correct and slow on purpose: one image at a time in a Python loop, collected in a list. It shows what NumPy saves."""

import random

import numpy as np


def scale_pixels(images: np.ndarray) -> np.ndarray:
    """Divide each image by 255, in float64 as NumPy does unasked."""
    return np.array([image / 255 for image in images], dtype=np.float32)


def add_channel(images: np.ndarray) -> np.ndarray:
    """Reshape each image, then gather copies."""
    return np.array([image.reshape(28, 28, 1) for image in images])


def flatten_images(images: np.ndarray) -> np.ndarray:
    """Flatten each image, then gather copies."""
    return np.array([image.flatten() for image in images])


def one_hot(labels: np.ndarray, num_classes: int = 10) -> np.ndarray:
    """Write each row as a list."""
    rows = []
    for label in labels:
        if not 0 <= label < num_classes:
            raise ValueError(f"labels must lie in 0..{num_classes - 1}")
        row = [0.0] * num_classes
        row[label] = 1.0
        rows.append(row)
    return np.array(rows, dtype=np.float32)


def split_validation(
    images: np.ndarray, labels: np.ndarray, fraction: float = 0.2, seed: int = 0
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Shuffle a list of pairs, then deal them out."""
    pairs = list(zip(images, labels, strict=True))
    random.Random(seed).shuffle(pairs)  # noqa: S311  no secret depends on it
    size = round(len(pairs) * fraction)
    validation, train = pairs[:size], pairs[size:]
    return (
        np.array([image for image, _ in train]),
        np.array([label for _, label in train]),
        np.array([image for image, _ in validation]),
        np.array([label for _, label in validation]),
    )


def augment_images(images: np.ndarray, seed: int = 0) -> np.ndarray:
    """Move each image into a padded one, then cut."""
    rng = random.Random(seed)  # noqa: S311  as above
    moved = []
    for image in images:
        top, left = rng.randint(0, 4), rng.randint(0, 4)
        padded = np.zeros((32, 32), dtype=image.dtype)
        padded[2:30, 2:30] = image
        moved.append(padded[top : top + 28, left : left + 28])
    return np.array(moved)
