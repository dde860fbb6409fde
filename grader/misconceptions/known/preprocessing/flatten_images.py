"""What goes wrong in flatten_images."""

import numpy as np

from grader.misconceptions.known.preprocessing.preprocessing_shared import (
    EXERCISE,
    _flat,
    _right_but_for_nothing,
    _with_channel,
)
from grader.misconceptions.recognition import alike
from grader.misconceptions.registry import misconception


@misconception("flatten_images", also=(lambda images: images.reshape(len(images), 784, order="F"),))
def column_by_column(images):
    """You read column after column. The contract asks for rows, in reading order: row-major."""
    return images.transpose(0, 2, 1).reshape(len(images), 784)


@misconception(
    "flatten_images",
    also=(
        lambda images: images.reshape(784, len(images)).T,
        lambda images: images.T.reshape(len(images), 784),
        lambda images: images.flatten(order="F").reshape(len(images), 784),
    ),
)
def mixed_pixels_of_images(images):
    """Pixels of several images mix in a row: the axis that counts images must stay the first one."""
    return images.transpose(1, 2, 0).reshape(len(images), 784)


@misconception("flatten_images", also=(lambda images: images.reshape(1, -1), lambda images: images.flatten(order="F")))
def all_in_one_row(images):
    """You put all images in one row. Each image has its own row: (n, 784)."""
    return images.reshape(-1)


@misconception(
    "flatten_images", also=(lambda images: images.reshape(784, -1), lambda images: images.reshape(784, len(images)))
)
def one_row_per_pixel(images):
    """Your rows are pixels, and your columns are images. It is the other way round: (n, 784)."""
    return images.reshape(len(images), 784).T


@misconception(
    "flatten_images", also=(lambda images: images.reshape(-1, 784, 1), lambda images: images.reshape(-1, 1, 784))
)
def kept_a_third_axis(images):
    """Your array has a third axis of length 1. The contract asks for two axes: (n, 784)."""
    return images.reshape(len(images), 784, 1)


@misconception(
    "flatten_images", also=(lambda images: np.concatenate(list(images)), lambda images: np.vstack(list(images)))
)
def rows_of_28(images):
    """Your rows are the rows of the images, with 28 pixels. Each image is one row of 784."""
    return images.reshape(-1, 28)


@misconception("flatten_images")
def flattened_nothing(images):
    """You return the images unchanged. Make one row of each image: (n, 784)."""
    return images.copy()


@misconception(
    "flatten_images",
    also=(lambda images: images[0].reshape(-1), lambda images: images[0].flatten() if len(images) else images[:0]),
)
def flattened_the_first_alone(images):
    """You flatten only the first image. Each image has a row: (n, 784)."""
    return images[0].reshape(1, 784)


@misconception(
    "flatten_images",
    also=(lambda images: images[:, ::-1].reshape(-1, 784), lambda images: images[:, ::-1, ::-1].reshape(-1, 784)),
)
def mirrored(images):
    """You read rows (or columns) from the far end. Start at the top left, in reading order."""
    return images[:, :, ::-1].reshape(-1, 784)


@misconception("flatten_images", also=(lambda images: np.squeeze(images.reshape(-1, 784)),))
def one_image_without_its_axis(images):
    """A single image comes back without the axis that counts images. It is a batch too, with one image: (1, 784)."""
    return images.reshape(784) if len(images) == 1 else images.reshape(-1, 784)


@misconception("flatten_images", also=(lambda images: images.reshape(-1, 784) / 256,))
def scaled_as_well(images):
    """You scale the pixels as well. Leave the values as they are."""
    return images.reshape(-1, 784) / 255


def _raises_on_nothing(*kinds):
    """Finds that all answers are right but those to no images, where an exception is one of these."""

    def seen(evidence):
        errors = [call.error for call in evidence.calls if not len(call.args[0]) and call.error is not None]
        return all(error.types[0] in kinds for error in errors) and _right_but_for_nothing(_flat)(evidence)

    return seen


@misconception(
    "flatten_images",
    seen=lambda evidence: _raises_on_nothing("IndexError")(evidence) and not _raises_on_nothing("ValueError")(evidence),
)
def needs_an_image(images):
    """With no images, your function fails: there is no images[0].

    Take height and width from images.shape, which has them even then: zero images give (0, 784).
    """
    return images.reshape(len(images), images[0].size)


@misconception("flatten_images", seen=_raises_on_nothing("ValueError"))
def length_left_open(images):
    """With no images, -1 (or a list of them) cannot tell the length of a row.

    Give the length, height * width: zero images give (0, 784).
    """
    return images.reshape(len(images), -1)


@misconception(
    "flatten_images",
    "add_channel",
    form=True,
    seen=lambda evidence: (
        any(call.changed for call in evidence.calls)
        and (alike(evidence.calls, _flat) or alike(evidence.calls, _with_channel))
    ),
)
def changed_its_images(images):
    """The result is correct, but you changed the images that you receive. Work on a copy."""
    result = images.copy()
    images[...] = 0
    return result.reshape(-1, 784) if EXERCISE == "flatten_images" else result[..., np.newaxis]
