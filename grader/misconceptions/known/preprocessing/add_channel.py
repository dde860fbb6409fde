"""What goes wrong in add_channel."""

import numpy as np

from grader.misconceptions.known.preprocessing.preprocessing_shared import (
    EXERCISE,
    _flat,
    _right_but_for_nothing,
    _with_channel,
)
from grader.misconceptions.recognition import alike
from grader.misconceptions.registry import misconception


@misconception("add_channel", also=(lambda images: images.reshape(-1, 1, 28, 28),))
def channel_first(images):
    """You put the channel in front of rows and columns. Keras expects it last: (n, 28, 28, 1)."""
    return images[:, np.newaxis]


@misconception("add_channel")
def channel_in_the_middle(images):
    """You put the channel between rows and columns. It is the last axis: (n, 28, 28, 1)."""
    return images[:, :, np.newaxis]


@misconception("add_channel", also=(lambda images: images.reshape(1, -1, 28, 28),))
def axis_in_front_of_all(images):
    """You put an axis in front of all images. The first axis counts images; the new one is the last: (n, 28, 28, 1)."""
    return images[np.newaxis]


@misconception("add_channel", also=(lambda images: images[np.newaxis, ..., np.newaxis],))
def two_new_axes(images):
    """You add two axes. The contract asks for one, at the end: (n, 28, 28, 1)."""
    return images[:, np.newaxis, ..., np.newaxis]


@misconception("add_channel", also=(lambda images: images.squeeze(), lambda images: images.reshape(-1, 28, 28)))
def added_no_axis(images):
    """You return three axes, as in the input. The contract asks for a fourth, at the end: (n, 28, 28, 1)."""
    return images.copy()


@misconception("add_channel", also=(lambda images: np.broadcast_to(images[..., None], (*images.shape, 3)),))
def made_three_channels(images):
    """You repeat the image in three channels. Grey images have one: (n, 28, 28, 1)."""
    return np.repeat(images[..., np.newaxis], 3, axis=-1)


@misconception("add_channel")
def flattened_too(images):
    """You flatten the images as well. Rows and columns each keep their axis: (n, 28, 28, 1)."""
    return images.reshape(len(images), 784, 1)


@misconception(
    "add_channel",
    also=(lambda images: images[:, ::-1, :, np.newaxis], lambda images: images[:, :, ::-1, np.newaxis]),
)
def exchanged_rows_and_columns(images):
    """The shape is correct, but pixels moved: rows and columns are swapped (or mirrored).

    Each pixel must keep its place.
    """
    return images.transpose(0, 2, 1)[..., np.newaxis]


@misconception(
    "add_channel",
    also=(
        lambda images: images.T.reshape(len(images), 28, 28, 1),
        lambda images: images.transpose(1, 2, 0).reshape(-1, 28, 28, 1),
        lambda images: images.T[..., np.newaxis],
        lambda images: images.transpose(1, 2, 0),
        lambda images: images.T,
        lambda images: np.stack(list(images), axis=-1)[..., np.newaxis],
        lambda images: np.reshape(images, (*images.shape, 1), order="F").T,
    ),
)
def mixed_the_images(images):
    """Your axes are in another order, and pixels of several images mix. Keep the order of the first three axes."""
    return images.transpose(1, 2, 0)[..., np.newaxis]


@misconception(
    "add_channel", also=(lambda images: _single(images), lambda images: np.expand_dims(images.squeeze(), -1))
)
def squeezed_a_single_image(images):
    """A single image loses the axis that counts images. It is a batch too, with one image: (1, 28, 28, 1)."""
    return np.squeeze(images)[..., np.newaxis]


def _single(images):
    return images[0][..., np.newaxis] if len(images) == 1 else images[..., np.newaxis]


@misconception("add_channel", also=(lambda images: images[:1, ..., np.newaxis],))
def kept_the_first_image(images):
    """You return only the first image. All of them get a channel: (n, 28, 28, 1)."""
    return images[0][..., np.newaxis]


@misconception(
    "add_channel",
    also=(lambda images: (images / 255)[..., np.newaxis].astype(np.float32), lambda images: images[..., None] / 256),
)
def scaled_too(images):
    """You scale the pixels as well. Leave the values as they are."""
    return images[..., np.newaxis] / 255


@misconception("add_channel", seen=_right_but_for_nothing(_with_channel))
def fails_without_images(images):
    """With no images, your function fails or loses the shape. Zero images have the shape (0, 28, 28, 1)."""
    return np.array([image[..., np.newaxis] for image in images])


@misconception(
    "add_channel",
    "flatten_images",
    form=True,
    seen=lambda evidence: (
        _other_dtypes(evidence) and (alike(evidence.calls, _with_channel) or alike(evidence.calls, _flat))
    ),
)
def changed_the_dtype(images):
    """The values are correct, but their dtype changed. If uint8 comes in, return uint8."""
    images = images.astype(np.float32)
    return images.reshape(len(images), 784) if EXERCISE == "flatten_images" else images[..., np.newaxis]


def _other_dtypes(evidence):
    return any(
        isinstance(call.returned, np.ndarray) and call.returned.dtype != call.args[0].dtype for call in evidence.calls
    )
