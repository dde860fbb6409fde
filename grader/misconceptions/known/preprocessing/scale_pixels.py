"""What goes wrong in scale_pixels."""

import numpy as np

from grader.misconceptions.known.preprocessing.preprocessing_shared import (
    _right_and_changed,
    _right_but,
    _right_but_for_nothing,
    _scaled,
)
from grader.misconceptions.registry import misconception


def _as_images(values, images):
    """float32, also where there are none."""
    return np.asarray(values, dtype=np.float32).reshape(images.shape)


def _guarded(value):
    return value if value else 1


@misconception("scale_pixels")
def divided_by_256(images):
    """You divide by 256. There are 256 grey values, but the largest is 255, and it must become 1."""
    return (images / 256).astype(np.float32)


@misconception(
    "scale_pixels",
    also=(
        lambda images: images / images.max(),
        lambda images: images / np.float32(images.max()),
        lambda images: (images - images.min()) / (images.max() - images.min()),
        lambda images: (images - images.min(initial=255)) / _guarded(images.max(initial=0) - images.min(initial=255)),
    ),
)
def divided_by_the_largest_of_all(images):
    """You divide by the largest pixel that occurs.

    Divide by 255, the largest possible value, so that all batches are scaled alike.
    """
    return _as_images(images / _guarded(images.max(initial=0)), images)


@misconception(
    "scale_pixels",
    also=(
        lambda images: images / images.max(axis=(1, 2))[:, None, None],
        lambda images: images / np.maximum(images.max(axis=(1, 2), keepdims=True), 1),
        lambda images: images / np.maximum(images.max(axis=0, initial=0), 1),
        lambda images: images / np.maximum(images.max(axis=2, keepdims=True), 1),
        lambda images: images / images.max(axis=0),
        lambda images: (
            (images - images.min(axis=0)) / np.where(np.ptp(images, axis=0) == 0, 1, 1.0 * np.ptp(images, axis=0))
        ),
        lambda images: (
            (images - images.min(axis=(1, 2), keepdims=True))
            / (images.max(axis=(1, 2), keepdims=True) - images.min(axis=(1, 2), keepdims=True))
        ),
    ),
)
def divided_by_the_largest_of_each(images):
    """You divide each image (or pixel) by its own largest value, so a pale digit looks like a dark one.

    Divide by 255.
    """
    return _as_images(images / np.maximum(images.max(axis=(1, 2), keepdims=True), 1), images)


def _by_length(images, axis):
    length = np.linalg.norm(images.astype(float), axis=axis, keepdims=True)
    return images / np.where(length == 0, 1, length)


@misconception("scale_pixels", also=(lambda images: _by_length(images, 1), lambda images: _by_length(images, 0)))
def divided_by_the_length(images):
    """You divide each row or column of an image by its length, as keras.utils.normalize does. Divide by 255."""
    return _as_images(_by_length(images, -1), images)


@misconception("scale_pixels", also=(lambda images: images / 255 * 0.99 + 0.01,))
def left_out_zero(images):
    """You scale to a range from 0.01 to 1. The contract asks for 0 to 1: background stays 0."""
    return _as_images(images / 255 * 0.99 + 0.01, images)


@misconception(
    "scale_pixels",
    also=(
        lambda images: (images - 127.5) / 127.5,
        lambda images: (images - 128.0) / 128,
        lambda images: images / 255 - 0.5,
        lambda images: (images - 127.5) / 255,
        lambda images: images / 128 - 1,
    ),
)
def centred_around_zero(images):
    """You scale to a range around 0, such as -1 to 1. The contract asks for 0 to 1: background stays 0."""
    return (images / 127.5 - 1).astype(np.float32)


@misconception(
    "scale_pixels",
    also=(
        lambda images: (images / 255 - np.mean(images / 255)) / np.std(images / 255),
        lambda images: (images - images.mean(axis=0)) / (images.std(axis=0) + 1e-7),
        lambda images: (images - images.mean(axis=0)) / (images.std(axis=0) + 1e-8),
        lambda images: (images - images.mean(axis=0)) / images.std(axis=0),
        lambda images: (images - images.mean(axis=(1, 2), keepdims=True)) / images.std(axis=(1, 2), keepdims=True),
        lambda images: (images - images.mean(axis=0)) / np.where(images.std(axis=0) == 0, 1, images.std(axis=0)),
        lambda images: images - images.mean(),
        lambda images: images / 255 - np.mean(images / 255),
        lambda images: (images / 255 - 0.1307) / 0.3081,
    ),
)
def standardised(images):
    """You subtract a mean (and divide by a deviation). The contract asks you only to divide by 255."""
    return ((images - np.mean(images, where=images >= 0)) / max(np.std(images), 1e-9)).astype(np.float32)


@misconception("scale_pixels", also=(lambda images: images,))
def not_divided(images):
    """You change the dtype but do not divide: the values still go up to 255."""
    return images.astype(np.float32)


@misconception(
    "scale_pixels",
    also=(lambda images: images.astype(np.float32) // 255, lambda images: np.trunc(images / 255)),
)
def cut_fractions_off(images):
    """The fractions are cut off, and only full ink is not 0.

    // divides integers, and uint8 holds only integers: use /, and make the result float32.
    """
    return (images // 255).astype(np.float32)


@misconception(
    "scale_pixels",
    also=(
        lambda images: (images >= 128).astype(np.float32),
        lambda images: images > 0,
        lambda images: np.clip(images, 0, 1),
        lambda images: images >= 0.5 * images.max(),
        lambda images: images > images.mean(),
    ),
)
def made_black_and_white(images):
    """Your pixels are only 0 or 1. Greys must stay grey: divide each by 255."""
    return np.round(images / 255).astype(np.float32)


@misconception("scale_pixels", also=(lambda images: (255.0 - images) / 255, lambda images: (255 - images) / 255))
def inverted(images):
    """You swapped black and white. The background stays 0."""
    return (1 - images / 255).astype(np.float32)


@misconception("scale_pixels", also=(lambda images: images / 255 / 255, lambda images: images / 65025))
def divided_twice(images):
    """You divide by 255 twice. Full ink must become 1."""
    return (images / 255 / 255).astype(np.float32)


@misconception(
    "scale_pixels",
    also=(
        lambda images: images / 2.55,
        lambda images: images / 100,
        lambda images: images / 127.5,
        lambda images: images / 128,
        lambda images: images / 254,
        lambda images: images / 127,
        lambda images: images / 10,
        lambda images: images / 250,
        lambda images: images / 25.5,
        lambda images: images / 225,
    ),
)
def divided_by_another_number(images):
    """You divide by a number other than 255, which is the largest grey value."""
    return (images / 254).astype(np.float32)


@misconception(
    "scale_pixels",
    also=(
        lambda images: images.astype(np.float16) / 255,
        lambda images: images.astype(np.float16) / np.float16(255),
        lambda images: np.divide(images, 255, dtype=np.float16),
        lambda images: np.round(images / 255, 1),
        lambda images: np.round(images / 255, 2),
        lambda images: np.round(images / 255, 3),
        lambda images: np.round(images / 255, 4),
    ),
)
def rounded_the_fractions(images):
    """Your fractions are rounded: 51 / 255 is not quite 0.2.

    float16 does this too, as it has only three digits. Use float32.
    """
    return (images / 255).astype(np.float16)


@misconception("scale_pixels")
def divided_in_place(images):
    """You divide in place: /= stores fractions in the array that you receive, but uint8 cannot hold them.

    Make a new array.
    """
    images /= 255
    return images


@misconception(
    "scale_pixels",
    also=(
        lambda images: (images / 255).reshape(len(images), 784),
        lambda images: (images / 255)[..., np.newaxis],
        lambda images: (images / 255).reshape(len(images), -1),
        lambda images: (images / 255)[np.newaxis],
        lambda images: (images / 255).ravel(),
    ),
)
def changed_the_shape_too(images):
    """The values are correct, but you change the shape as well.

    Other exercises do that: keep the shape of the input.
    """
    return (images / 255).astype(np.float32).reshape(len(images), 784)


@misconception("scale_pixels", seen=_right_but_for_nothing(_scaled))
def loses_the_shape_without_images(images):
    """With no images, your function fails or loses the shape. Zero images have the shape (0, 28, 28)."""
    return np.array([image / 255 for image in images], dtype=np.float32)


@misconception("scale_pixels", form=True, seen=_right_but(_scaled, "float64"))
def left_as_float64(images):
    """The values are correct, but NumPy's division gives float64.

    The contract asks for float32, which takes half the memory.
    """
    return images / 255


@misconception("scale_pixels", form=True, seen=_right_and_changed(_scaled))
def changed_the_given_images(images):
    """The result is correct, but you changed the images that you receive. Work on a copy."""
    result = (images / 255).astype(np.float32)
    images[...] = 0
    return result
