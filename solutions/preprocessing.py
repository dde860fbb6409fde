"""Turn raw digit images and their labels into arrays that a network can learn from.

All six functions are a few lines of NumPy, and none changes its arguments.
Grade just this module with: nox -s grade -- --only preprocessing
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view  # solution only

_LARGEST_SHIFT = 2  # pixels; MNIST leaves a margin of 4 around every digit


def scale_pixels(images: np.ndarray) -> np.ndarray:
    """Scale grey values from 0..255 to 0..1, the range in which networks learn well.

    Formula: images / 255
    Takes:   images: uint8 (n, 28, 28), 0 is background and 255 full ink
    Returns: float32, same shape
    Range:   0.0 to 1.0
    Edge:    no images give an array of shape (0, 28, 28)
    Errors:  none

    >>> scale_pixels(np.array([[[0, 51, 255]]], dtype=np.uint8))
    array([[[0. , 0.2, 1. ]]], dtype=float32)

    Source:  Keras code examples, "Simple MNIST convnet"
    """
    return np.divide(images, 255, dtype=np.float32)


def add_channel(images: np.ndarray) -> np.ndarray:
    """Give grey images the last axis in which a convolution expects the colours.

    Formula: result[i, row, column, 0] = images[i, row, column]
    Takes:   images: any dtype (n, 28, 28)
    Returns: same dtype, (n, 28, 28, 1)
    Range:   the values do not change
    Edge:    no images give an array of shape (0, 28, 28, 1)
    Errors:  none

    >>> add_channel(np.zeros((5, 28, 28))).shape
    (5, 28, 28, 1)

    Source:  Keras API, Conv2D, data_format "channels_last"
    """
    return images[..., np.newaxis]


def flatten_images(images: np.ndarray) -> np.ndarray:
    """Turn every image into one row of pixels: its rows, one after the other.

    Formula: result[i, 28 * row + column] = images[i, row, column]
    Takes:   images: any dtype (n, 28, 28)
    Returns: same dtype, (n, 784)
    Range:   the values do not change
    Edge:    no images give an array of shape (0, 784)
    Errors:  none

    >>> flatten_images(np.zeros((5, 28, 28))).shape
    (5, 784)
    >>> flatten_images(np.array([[[1, 2], [3, 4]]]))
    array([[1, 2, 3, 4]])

    Source:  NumPy reference, numpy.reshape, order "C" (row-major)
    """
    count, height, width = images.shape
    return images.reshape(count, height * width)


def one_hot(labels: np.ndarray, num_classes: int = 10) -> np.ndarray:
    """Write every label as a row of zeros with a single one in the label's column.

    Formula: result[i, j] = 1 if labels[i] == j else 0
    Takes:   labels: int (n,); num_classes: k
    Returns: float32 (n, k)
    Range:   0.0 or 1.0, and every row adds up to 1
    Edge:    no labels give an array of shape (0, k)
    Errors:  ValueError if a label is outside 0..k-1

    >>> one_hot(np.array([2, 0]), num_classes=3)
    array([[0., 0., 1.],
           [1., 0., 0.]], dtype=float32)

    Source:  Bishop 2006, "Pattern Recognition and Machine Learning", chapter 4
             (1-of-K coding)
    """
    if np.any((labels < 0) | (labels >= num_classes)):
        raise ValueError(f"labels must lie in 0..{num_classes - 1}")
    return np.eye(num_classes, dtype=np.float32)[labels]


def split_validation(
    images: np.ndarray, labels: np.ndarray, fraction: float = 0.2, seed: int = 0
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Set a random part of the training set aside, to measure what a model learned.

    Formula: round(n * fraction) validation examples, drawn without replacement
    Takes:   images: (n, ...); labels: (n,); fraction: 0.0 to 1.0; seed: int
    Returns: (train_images, train_labels, validation_images, validation_labels)
    Range:   every example is in exactly one part, image and label still paired, both
             with their dtypes
    Edge:    the same seed gives the same split, another seed gives another; a
             fraction of 0 sets nothing aside, a fraction of 1 everything
    Errors:  none

    >>> images, labels = np.arange(10) * 11, np.arange(10)
    >>> train_images, train_labels, validation_images, validation_labels = (
    ...     split_validation(images, labels, fraction=0.3, seed=1)
    ... )
    >>> len(train_images), len(validation_images)
    (7, 3)
    >>> bool(np.all(validation_images == validation_labels * 11))
    True

    Source:  scikit-learn user guide, "Cross-validation: evaluating estimator
             performance"
    """
    order = np.random.default_rng(seed).permutation(len(images))
    size = round(len(images) * fraction)
    validation, train = order[:size], order[size:]
    return images[train], labels[train], images[validation], labels[validation]


def augment_images(images: np.ndarray, seed: int = 0) -> np.ndarray:
    """Move every image a little, so that a network sees more variety.

    Formula: result[i, row + down, column + right] = images[i, row, column], with
             integers down and right drawn from -2..2 for each image
    Takes:   images: uint8 (n, 28, 28); seed: int
    Returns: uint8 (n, 28, 28)
    Range:   0 to 255; pixels that leave are lost, pixels that enter are 0
    Edge:    the same seed gives the same result; no images give no images
    Errors:  none

    >>> images = np.zeros((100, 28, 28), dtype=np.uint8)
    >>> images[:, 14, 14] = 255
    >>> _, rows, columns = np.nonzero(augment_images(images))
    >>> [int(row) for row in np.unique(rows)]
    [12, 13, 14, 15, 16]

    Source:  Simard, Steinkraus & Platt 2003, "Best practices for convolutional
             neural networks applied to visual document analysis"
    """
    count, height, width = images.shape
    margin = (_LARGEST_SHIFT, _LARGEST_SHIFT)
    padded = np.pad(images, [(0, 0), margin, margin])
    windows = sliding_window_view(padded, (height, width), axis=(1, 2))
    rng = np.random.default_rng(seed)
    top, left = rng.integers(2 * _LARGEST_SHIFT, size=(2, count), endpoint=True)
    return windows[np.arange(count), top, left]
