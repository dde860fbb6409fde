"""Mistakes in preprocessing: wrong ranges, axes and columns, splits that leak, shifts that are not shifts."""

from functools import lru_cache

import numpy as np

from grader.checks.expect import numbers, parts_of
from grader.misconceptions.recognition import alike
from grader.misconceptions.registry import misconception
from grader.sandbox.calls import StudentError


def _right_and_changed(function):
    """Finds that all answers are right as numbers, and that an argument is another afterwards."""
    return lambda evidence: alike(evidence.calls, function) and any(call.changed for call in evidence.calls)


def _right_but(function, *dtypes):
    """Finds that all answers are right as numbers, and arrays of one of these dtypes (by name, or kind)."""

    def seen(evidence):
        found = [answer.dtype for answer in evidence.answers if isinstance(answer, np.ndarray)]
        return alike(evidence.calls, function) and any(one.kind in dtypes or one.name in dtypes for one in found)

    return seen


def _right_but_for_nothing(function):
    """Finds that all answers are right but those to arguments of length 0."""

    def seen(evidence):
        some = [call for call in evidence.calls if len(call.args[0])]
        empty = [call for call in evidence.calls if not len(call.args[0])]
        return not _has_lists(evidence) and alike(some, function) and not alike(empty, function)

    return seen


def _has_lists(evidence):
    return any(isinstance(answer, list | tuple) for answer in evidence.answers)


def _right_lists(evidence):
    """Lists hold the right numbers; an empty list cannot say how wide it is."""
    calls = [call for call in evidence.calls if len(call.args[0]) and call.answered]
    assert calls
    assert all(isinstance(call.returned, list | tuple) for call in calls)
    name = calls[0].text.partition("(")[0]
    right = {"scale_pixels": _scaled, "add_channel": _with_channel, "flatten_images": _flat, "one_hot": _hot}[name]
    return alike([call for call in calls if name != "one_hot" or not _refused(call)], right)


# scale_pixels


def _scaled(images):
    return images / 255


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


# add_channel


def _with_channel(images):
    return images[..., np.newaxis]


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


# flatten_images


def _flat(images):
    return images.reshape(len(images), 784)


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


@misconception("flatten_images", seen=_right_but_for_nothing(_flat))
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


EXERCISE = ""  # where one is planted, the function that it is planted as


# one_hot


def _hot(labels, num_classes=10):
    if np.any((labels < 0) | (labels >= num_classes)):
        raise ValueError("no such label")
    return np.eye(num_classes, dtype=np.float32)[np.asarray(labels, dtype=int)]


def _refused(call):
    return bool(np.any((call.args[0] < 0) | (call.args[0] >= call.kwargs.get("num_classes", 10))))


def _valid(evidence):
    return [call for call in evidence.calls if not _refused(call)]


def _accepts(evidence):
    """Labels outside get an answer; all others the right one."""
    return alike(_valid(evidence), _hot) and any(call.answered for call in evidence.calls if _refused(call))


def _refuses_otherwise(evidence):
    """Labels outside end in exceptions that are no ValueError; all others get the right answer."""
    errors = [call.error for call in evidence.calls if _refused(call)]
    return (
        alike(_valid(evidence), _hot)
        and all(isinstance(error, StudentError) for error in errors)
        and any(not isinstance(error, ValueError) for error in errors)
    )


def _fails_without_labels(evidence):
    some = [call for call in _valid(evidence) if len(call.args[0])]
    return (
        alike(some, _hot)
        and not alike([call for call in _valid(evidence) if not len(call.args[0])], _hot)
        and not _has_lists(evidence)
    )


def _fits_after(change, skipped=()):
    """Finds that labels inside get what `change` makes of the right answer; what becomes of others does not count."""

    def seen(evidence):
        valid = [call for call in _valid(evidence) if len(call.args[0]) and not isinstance(call.error, skipped)]
        return not alike(valid, _hot) and alike(valid, lambda labels, num_classes=10: change(labels, num_classes))

    return seen


@misconception("one_hot", seen=_fits_after(lambda labels, _: _hot(labels, int(labels.max()) + 1)))
def as_wide_as_the_labels_need(labels, num_classes=10):
    """Your array has only as many columns as the labels need.

    It needs a column for every class, even if the class does not occur: num_classes.
    """
    if np.any((labels < 0) | (labels >= num_classes)):
        raise ValueError("no such label")
    return np.eye(int(max(labels, default=-1)) + 1, dtype=np.float32)[labels]


def _as_many_as_occur(labels, num_classes=10):
    found, places = np.unique(labels, return_inverse=True)
    return np.eye(len(found))[places]


@misconception("one_hot", seen=_fits_after(_as_many_as_occur, skipped=IndexError))
def as_many_columns_as_occur(labels, num_classes=10):
    """You make a column for each label that occurs. Make one for every class, even if it does not occur."""
    if np.any((labels < 0) | (labels >= num_classes)):
        raise ValueError("no such label")
    found, places = np.unique(labels, return_inverse=True)
    return np.eye(len(found), dtype=np.float32)[places]


def _counts_from_one(evidence):
    """Labels one column too far left; 0 may be refused."""
    valid = [call for call in _valid(evidence) if len(call.args[0])]
    refused = [call for call in valid if isinstance(call.error, ValueError) and 0 in call.args[0]]
    rest = [call for call in valid if call not in refused]
    shifted = alike(rest, lambda labels, num_classes=10: _hot((labels - 1) % num_classes, num_classes))
    return bool(rest) and shifted and not alike(rest, _hot)


@misconception("one_hot", seen=_counts_from_one)
def labels_off_by_one(labels, num_classes=10):
    """Your ones are one column too far left, as if labels started at 1: label 0 has column 0."""
    return np.eye(num_classes, dtype=np.float32)[labels - 1]


@misconception("one_hot", seen=_fits_after(lambda labels, k: _hot((labels + 1) % k, k)))
def labels_off_to_the_right(labels, num_classes=10):
    """Your ones are one column too far right: label 0 has column 0."""
    return np.eye(num_classes, dtype=np.float32)[(labels + 1) % num_classes]


@misconception(
    "one_hot",
    seen=lambda evidence: (
        _fits_after(lambda labels, k: _hot(labels, k + 1))(evidence)
        or _fits_after(lambda labels, k: _hot(labels + 1, k + 1))(evidence)
    ),
)
def one_column_too_many(labels, num_classes=10):
    """Your rows have one column too many. They have num_classes columns, for the labels 0 to num_classes - 1."""
    if np.any((labels < 0) | (labels >= num_classes)):
        raise ValueError("no such label")
    return np.eye(num_classes + 1, dtype=np.float32)[labels]


@misconception("one_hot", seen=_fits_after(lambda labels, k: _hot(labels, k).T))
def transposed(labels, num_classes=10):
    """Your array is transposed: it has one column per label. Make one row per label: (n, k)."""
    return np.eye(num_classes, dtype=np.float32)[labels].T


@misconception("one_hot", seen=_fits_after(lambda labels, _: np.eye(10)[labels]))
def always_ten_columns(labels, num_classes=10):
    """Your rows always have ten columns. They must have num_classes, and ten is only its default."""
    if np.any((labels < 0) | (labels >= 10)):
        raise ValueError("no such label")
    return np.eye(10, dtype=np.float32)[labels]


@misconception("one_hot", seen=_fits_after(lambda labels, k: _hot(labels, k)[:, ::-1]))
def columns_from_the_right(labels, num_classes=10):
    """You count columns from the right. Label 0 has the first column."""
    return np.eye(num_classes, dtype=np.float32)[labels][:, ::-1]


@misconception("one_hot", seen=_fits_after(lambda labels, k: 1 - _hot(labels, k)))
def zeros_for_ones(labels, num_classes=10):
    """You swapped zeros and ones. A row is all zeros except for a single one, in the column of the label."""
    return 1 - np.eye(num_classes, dtype=np.float32)[labels]


@misconception("one_hot", seen=_fits_after(lambda labels, k: _hot(labels, k) * labels[:, None]))
def labels_instead_of_ones(labels, num_classes=10):
    """You write the label itself into its column. Write a 1, whatever the label."""
    return np.eye(num_classes, dtype=np.float32)[labels] * labels[:, np.newaxis]


@misconception(
    "one_hot",
    seen=lambda evidence: any(
        _fits_after(change)(evidence)
        for change in (
            lambda labels, k: _hot(labels, k)[:, None],
            lambda labels, k: _hot(labels, k)[..., None],
            lambda labels, k: _hot(labels, k)[None],
            lambda labels, k: _hot(labels, k).ravel(),
        )
    ),
)
def another_number_of_axes(labels, num_classes=10):
    """The ones are correct, but the array has a wrong number of axes. The contract asks for two: (n, k)."""
    return np.eye(num_classes, dtype=np.float32)[labels[:, np.newaxis]]


@misconception("one_hot", seen=_fits_after(lambda labels, k: np.squeeze(_hot(labels, k))))
def one_label_without_its_axis(labels, num_classes=10):
    """The row of a single label comes back without the axis that counts labels.

    Return an array with one row: (1, k).
    """
    if np.any((labels < 0) | (labels >= num_classes)):
        raise ValueError("no such label")
    return np.squeeze(np.eye(num_classes, dtype=np.float32)[labels])


def _lone_ones(labels, num_classes=10):
    result = np.zeros((len(labels), num_classes))
    result[:, labels] = 1
    return result


@misconception("one_hot", seen=_fits_after(_lone_ones))
def marked_whole_columns(labels, num_classes=10):
    """You mark all these columns in every row.

    Each row has a single 1: index rows and columns in pairs.
    """
    if np.any((labels < 0) | (labels >= num_classes)):
        raise ValueError("no such label")
    result = np.zeros((len(labels), num_classes), dtype=np.float32)
    result[:, labels] = 1
    return result


@misconception("one_hot", seen=lambda evidence: _accepts(evidence) and not _fails_without_labels(evidence))
def accepted_labels_outside(labels, num_classes=10):
    """Some or all labels outside 0..k-1 get a row: NumPy takes -1 for the last column. Raise a ValueError for each."""
    return np.eye(num_classes, dtype=np.float32)[labels]


@misconception("one_hot", seen=_refuses_otherwise)
def another_error_for_a_label(labels, num_classes=10):
    """For a label outside 0..k-1 you raise an exception other than ValueError.

    Check the labels first, and raise a ValueError.
    """
    if np.any((labels < 0) | (labels >= num_classes)):
        raise IndexError("no such label")
    return np.eye(num_classes, dtype=np.float32)[labels]


@misconception(
    "one_hot",
    also=(
        lambda labels, num_classes=10: _refuse(labels, labels > num_classes - 2, num_classes),
        lambda labels, num_classes=10: _refuse(labels, labels <= 0, num_classes),
        lambda labels, num_classes=10: _refuse(labels, labels < 1, num_classes, lowest=1),
    ),
)
def refused_a_good_label(labels, num_classes=10):
    """You refuse a valid label: the first or the last class. All of 0 to num_classes - 1 are labels."""
    if np.any((labels < 0) | (labels >= num_classes - 1)):
        raise ValueError("too large")
    return np.eye(num_classes, dtype=np.float32)[labels]


def _refuse(labels, which, num_classes, lowest=0):
    if np.any(which) or np.any(labels >= num_classes):
        raise ValueError("no such label")
    return _hot(labels, num_classes)


@misconception("one_hot", seen=_fails_without_labels)
def fails_without_labels(labels, num_classes=10):
    """With no labels at all, your function fails (max() of nothing is an error) or loses the width.

    Return the shape (0, k).
    """
    if labels.min() < 0 or labels.max() >= num_classes:
        raise ValueError("no such label")
    return np.eye(num_classes, dtype=np.float32)[labels]


@misconception("one_hot", form=True, seen=_right_but(_hot, "float64", "float16"))
def made_float64(labels, num_classes=10):
    """The rows are correct, but np.eye and np.zeros make float64 by default. The contract asks for float32."""
    return _hot(labels, num_classes).astype(np.float64)


@misconception("one_hot", form=True, seen=_right_but(_hot, "i", "u", "b"))
def made_integers(labels, num_classes=10):
    """The rows are correct, but they hold integers (or booleans). The contract asks for float32."""
    return _hot(labels, num_classes).astype(int)


@misconception("one_hot", form=True, seen=_right_and_changed(_hot))
def changed_the_given_labels(labels, num_classes=10):
    """The rows are correct, but you changed the labels that you receive. Work on a copy."""
    result = _hot(labels, num_classes)
    labels -= 1
    return result


# split_validation and augment_images: what their answers show, whatever the numbers that were drawn

PARTS = ("train_images", "train_labels", "validation_images", "validation_labels")


def _rightly_sized(count, fraction):
    return round(count * fraction)


# Other numbers of validation examples than round(n * fraction)
SIZES = {
    "cut_the_number_off": lambda count, fraction: int(count * fraction),
    "rounded_the_number_up": lambda count, fraction: int(np.ceil(count * fraction)),
    "took_the_fraction_for_training": lambda count, fraction: round(count * (1 - fraction)),
    "at_least_one_example": lambda count, fraction: max(1, round(count * fraction)),
    "counted_from_the_end": lambda count, fraction: round(count * fraction) or count,
}


# The same with a fifth, whatever the fraction
FIFTHS = (
    lambda count, fraction: round(count * 0.2),
    lambda count, fraction: count // 5,
    lambda count, fraction: -(-count // 5),
)


def _setting(call, name, default):
    return call.kwargs.get(name, default)


@lru_cache(maxsize=1)  # all misconceptions ask the same
def _split_mistakes(evidence):
    """The names of all that is wrong with a split."""
    calls = [call for call in evidence.calls if call.answered]
    assert calls
    if any(isinstance(call.returned, list | tuple) and len(call.returned) == 2 for call in calls):
        pairs = [call.returned for call in calls if isinstance(call.returned, list | tuple)]
        nested = all(isinstance(part, list | tuple) and len(part) == 2 for pair in pairs for part in pair)
        return {"returned_two_pairs"} if nested else {"left_out_the_labels"}
    answers = [[numbers(part) for part in parts_of(call.returned, PARTS)] for call in calls]
    axes = [call.args[0].ndim for call in calls]
    if all([part.ndim for part in parts] == [n, n, 1, 1] for parts, n in zip(answers, axes, strict=True)):
        return {"in_scikit_learns_order"}
    if all([part.ndim for part in parts] == [1, n, 1, n] for parts, n in zip(answers, axes, strict=True)):
        return {"labels_before_images"}
    assert all([part.ndim for part in parts] == [n, 1, n, 1] for parts, n in zip(answers, axes, strict=True))
    found = set(_wrong_sizes(calls, answers)) or _tossed_for_each(calls, answers)
    if "validation_first" in found:
        answers = [parts[2:] + parts[:2] for parts in answers]
    found |= _wrong_examples(calls, answers) | _wrong_seeds(calls, answers)
    return found or ({"shuffled_in_place"} if any(call.changed for call in calls) else set())


def _tossed_for_each(calls, answers):
    """Whether nothing is lost, and the number set aside is sometimes too small, sometimes too large, by the seed."""
    sizes, off = {}, set()
    for call, (train, _, validation, _) in zip(calls, answers, strict=True):
        n, fraction = len(call.args[0]), _setting(call, "fraction", 0.2)
        sizes.setdefault((n, fraction), set()).add(len(validation))
        off.add(np.sign(len(validation) - round(n * fraction)))
        if len(train) + len(validation) != n:
            return set()
    varies = any(len(several) > 1 for several in sizes.values())
    return {"tossed_for_each"} if varies and {-1, 1} <= off else set()


def _wrong_sizes(calls, answers):
    """The mistakes that the lengths of the parts show."""
    asked = [(len(call.args[0]), _setting(call, "fraction", 0.2)) for call in calls]
    sizes = [tuple(map(len, parts)) for parts in answers]

    def all_are(*wanted):
        return all(size == parts for size, parts in zip(sizes, wanted, strict=True))

    def pairs(size_of):
        return [(n - size_of(n, f), n - size_of(n, f), size_of(n, f), size_of(n, f)) for n, f in asked]

    right = pairs(_rightly_sized)
    if all_are(*right):
        return
    if all_are(*[(n, n, size, size) for (n, _), (_, _, size, _) in zip(asked, right, strict=True)]):
        yield "trained_on_everything"
    first = all_are(*[(c, d, a, b) for a, b, c, d in right])
    if first:
        # either the parts are exchanged, or the fraction; they cannot be told apart, and the parts are the likelier
        yield "validation_first"
    for name, size_of in SIZES.items():
        if name == "took_the_fraction_for_training" and first:
            continue
        if all_are(*pairs(size_of)):
            yield name
    if any(all_are(*pairs(size_of)) for size_of in FIFTHS):
        yield "ignored_the_fraction"


def _wrong_examples(calls, answers):
    """The mistakes that the examples in the parts show."""
    found = set()
    for call, (train, train_labels, validation, validation_labels) in zip(calls, answers, strict=True):
        images, labels = call.args[:2]
        if len(images) < 20 or images.ndim != 3:  # too few to say it by chance
            continue
        if images[:, 0, 0].max() >= 1 and len(validation) and max(train.max(initial=0), validation.max()) <= 1:
            found.add("changed_the_pixels")
            continue
        used, kept = train[:, 0, 0], validation[:, 0, 0]
        both = np.concatenate([used, kept])
        assert np.isin(both, images[:, 0, 0]).all()
        if len(train) < len(images) and (len(np.unique(used)) < len(used) or len(np.unique(kept)) < len(kept)):
            found.add("drew_with_replacement")
        elif len(train) < len(images) and np.intersect1d(used, kept).size:
            found.add("parts_overlap")
        label_of = dict(zip(images[:, 0, 0].tolist(), labels.tolist(), strict=True))
        pairs = zip(both.tolist(), np.concatenate([train_labels, validation_labels]).tolist(), strict=True)
        if any(label_of[image] != label for image, label in pairs):
            found.add("broke_the_pairs")
        if len(kept) > 1 and np.unique(np.diff(np.sort(kept))).size == 1:
            found.add("did_not_shuffle")
    return found - {"did_not_shuffle"} if {"drew_with_replacement"} & found else found


def _wrong_seeds(calls, answers):
    """The mistakes that calls with the same seed, and with others, show."""
    chosen = {}
    for call, parts in zip(calls, answers, strict=True):
        if len(call.args[0]) >= 20 and call.args[0].ndim == 3 and "fraction" not in call.kwargs:
            chosen.setdefault(_setting(call, "seed", 0), []).append(np.sort(parts[2], axis=0))
    return _of_seeds(chosen)


def _of_seeds(results):
    """The mistakes with seeds, from the results of each."""
    steady = {seed: all(np.array_equal(one, several[0]) for one in several) for seed, several in results.items()}
    if len(results) < 2:
        return set()
    if steady == {seed: seed != 0 for seed in results}:
        return {"took_seed_0_for_none"}
    if not any(steady[seed] for seed, several in results.items() if len(several) > 1):
        return {"ignored_the_seed"}
    same = all(steady.values()) and len({several[0].tobytes() for several in results.values()}) == 1
    return {"always_the_same_seed"} if same else set()


def _split(name):
    def seen(evidence):
        found = _split_mistakes(evidence)
        return found == {name} or (name == "did_not_shuffle" and found == {name, "always_the_same_seed"})

    return seen


def _cut(images, labels, order, size):
    """The parts, from an order and a number of validation examples."""
    validation, train = order[:size], order[size:]
    return images[train], labels[train], images[validation], labels[validation]


def _order(images, seed):
    return np.random.default_rng(seed).permutation(len(images))


@misconception("split_validation", seen=_split("validation_first"))
def validation_first(images, labels, fraction=0.2, seed=0):
    """Your parts are swapped: the training part has the share that is for validation.

    Return the training part first, and set round(n * fraction) examples aside for validation.
    """
    parts = _cut(images, labels, _order(images, seed), round(len(images) * fraction))
    return parts[2:] + parts[:2]


@misconception("split_validation", seen=_split("in_scikit_learns_order"))
def in_scikit_learns_order(images, labels, fraction=0.2, seed=0):
    """You return both parts of the images before the labels, as scikit-learn does.

    The order is train_images, train_labels, validation_images, validation_labels.
    """
    parts = _cut(images, labels, _order(images, seed), round(len(images) * fraction))
    return parts[0], parts[2], parts[1], parts[3]


@misconception("split_validation", seen=_split("labels_before_images"))
def labels_before_images(images, labels, fraction=0.2, seed=0):
    """You return labels before images.

    The order is train_images, train_labels, validation_images, validation_labels.
    """
    parts = _cut(images, labels, _order(images, seed), round(len(images) * fraction))
    return parts[1], parts[0], parts[3], parts[2]


@misconception("split_validation", seen=_split("returned_two_pairs"))
def returned_two_pairs(images, labels, fraction=0.2, seed=0):
    """You return two pairs.

    Return one tuple of four: train_images, train_labels, validation_images, validation_labels.
    """
    parts = _cut(images, labels, _order(images, seed), round(len(images) * fraction))
    return parts[:2], parts[2:]


@misconception("split_validation", seen=_split("left_out_the_labels"))
def left_out_the_labels(images, labels, fraction=0.2, seed=0):
    """You return two parts, without the labels.

    Return train_images, train_labels, validation_images, validation_labels.
    """
    return _cut(images, labels, _order(images, seed), round(len(images) * fraction))[::2]


@misconception("split_validation", seen=_split("did_not_shuffle"))
def did_not_shuffle(images, labels, fraction=0.2, seed=0):
    """Your validation part is a block of neighbours, or every n-th example.

    If the examples are sorted, it differs from the rest. Draw it at random from everywhere.
    """
    return _cut(images, labels, np.arange(len(images)), round(len(images) * fraction))


@misconception("split_validation", seen=_split("broke_the_pairs"))
def broke_the_pairs(images, labels, fraction=0.2, seed=0):
    """Labels no longer match their images. Use the same order, drawn once, for images and labels."""
    rng = np.random.default_rng(seed)
    return _cut(rng.permutation(images), rng.permutation(labels), np.arange(len(images)), round(len(images) * fraction))


@misconception("split_validation", seen=_split("trained_on_everything"))
def trained_on_everything(images, labels, fraction=0.2, seed=0):
    """Your training part is the whole set, with the validation examples in it.

    You cannot validate with examples that you trained on: take them out.
    """
    return images, labels, *_cut(images, labels, _order(images, seed), round(len(images) * fraction))[2:]


@misconception("split_validation", seen=_split("drew_with_replacement"))
def drew_with_replacement(images, labels, fraction=0.2, seed=0):
    """You draw with replacement: some examples occur several times, others not at all. Draw each once."""
    order = np.random.default_rng(seed).integers(len(images), size=len(images))
    return _cut(images, labels, order, round(len(images) * fraction))


@misconception("split_validation", seen=_split("parts_overlap"))
def parts_overlap(images, labels, fraction=0.2, seed=0):
    """You draw your parts independently, so they share examples.

    You cannot validate with examples that you trained on: split one order in two.
    """
    size = round(len(images) * fraction)
    train = np.random.default_rng(seed).permutation(len(images))[size:]
    validation = np.random.default_rng(seed + 1).permutation(len(images))[:size]
    return images[train], labels[train], images[validation], labels[validation]


@misconception("split_validation", seen=_split("cut_the_number_off"))
def cut_the_number_off(images, labels, fraction=0.2, seed=0):
    """You cut off the number of validation examples: 1.75 becomes 1. Round it: round(n * fraction)."""
    return _cut(images, labels, _order(images, seed), int(len(images) * fraction))


@misconception("split_validation", seen=_split("rounded_the_number_up"))
def rounded_the_number_up(images, labels, fraction=0.2, seed=0):
    """You round the number of validation examples up (or that of the others down). It must be round(n * fraction)."""
    return _cut(images, labels, _order(images, seed), int(np.ceil(len(images) * fraction)))


@misconception("split_validation", seen=_split("tossed_for_each"))
def tossed_for_each(images, labels, fraction=0.2, seed=0):
    """You decide for each example separately, so their number varies. Set exactly round(n * fraction) of them aside."""
    chosen = np.random.default_rng(seed).random(len(labels)) < fraction
    return images[~chosen], labels[~chosen], images[chosen], labels[chosen]


@misconception("split_validation", seen=_split("at_least_one_example"))
def at_least_one_example(images, labels, fraction=0.2, seed=0):
    """You always set at least one example aside. Set round(n * fraction) aside, which may be none."""
    return _cut(images, labels, _order(images, seed), max(1, round(len(images) * fraction)))


@misconception("split_validation", seen=_split("ignored_the_fraction"))
def ignored_the_fraction(images, labels, fraction=0.2, seed=0):
    """You always set a fifth aside. The share is the argument `fraction`, and a fifth is only its default."""
    return _cut(images, labels, _order(images, seed), round(len(images) * 0.2))


@misconception("split_validation", seen=_split("counted_from_the_end"))
def counted_from_the_end(images, labels, fraction=0.2, seed=0):
    """With a fraction of 0, you set everything aside instead of nothing: [-0:] is the same as [0:].

    Count from the front.
    """
    size, order = round(len(images) * fraction), _order(images, seed)
    train, validation = order[:-size], order[-size:]
    return images[train], labels[train], images[validation], labels[validation]


@misconception("split_validation", seen=_split("ignored_the_seed"))
def ignored_the_seed(images, labels, fraction=0.2, seed=0):
    """The same seed gives another split each time. Draw from np.random.default_rng(seed)."""
    return _cut(images, labels, _order(images, None), round(len(images) * fraction))


@misconception("split_validation", seen=_split("always_the_same_seed"))
def always_the_same_seed(images, labels, fraction=0.2, seed=0):
    """All seeds give the same split: your code has a fixed seed. Draw from np.random.default_rng(seed)."""
    return _cut(images, labels, _order(images, 42), round(len(images) * fraction))


@misconception("split_validation", seen=_split("took_seed_0_for_none"))
def took_seed_0_for_none(images, labels, fraction=0.2, seed=0):
    """Seed 0 gives another split each time: `if seed` and `seed or ...` treat 0 as no seed.

    It is a seed like any other.
    """
    return _cut(images, labels, _order(images, seed or None), round(len(images) * fraction))


@misconception("split_validation", seen=_split("changed_the_pixels"))
def changed_the_pixels(images, labels, fraction=0.2, seed=0):
    """You scale the images as well. Return them as they are; scale_pixels does the scaling."""
    return _cut(images / 255, labels, _order(images, seed), round(len(images) * fraction))


@misconception("split_validation", form=True, seen=_split("shuffled_in_place"))
def shuffled_in_place(images, labels, fraction=0.2, seed=0):
    """The parts are correct, but you changed the order of the images and labels that you receive. Shuffle indices."""
    parts = _cut(images, labels, _order(images, seed), round(len(images) * fraction))
    images[...] = images[::-1].copy()
    labels[...] = labels[::-1].copy()
    return parts


# augment_images

SIDE = 28  # pixels
FARTHEST = 7  # pixels that a shift is looked for


def _shifted(image, down, right, fill=0):
    """`image` moved by whole pixels; `fill` is a number, or an image that is moved over."""
    moved = np.empty_like(image)
    moved[...] = fill
    rows, columns = (slice(max(0, by), SIDE + min(0, by)) for by in (down, right))
    from_rows, from_columns = (slice(max(0, -by), SIDE + min(0, -by)) for by in (down, right))
    moved[rows, columns] = image[from_rows, from_columns]
    return moved


def _padded(image, down, right, mode):
    padded = np.pad(image, FARTHEST, mode=mode)
    return padded[FARTHEST - down : FARTHEST - down + SIDE, FARTHEST - right : FARTHEST - right + SIDE]


def _moves(before, after, known):
    """(how the gap was filled, down, right) of one image, or None; `known` keeps what was computed for others."""
    key = before.tobytes()
    if key not in known:
        near = [(down, right) for down in range(-2, 3) for right in range(-2, 3)]
        table = {np.rot90(before, 2).tobytes(): ("turned", 0, 0), before[:, ::-1].tobytes(): ("mirrored", 0, 0)}
        table |= {before[::-1].tobytes(): ("mirrored", 0, 0), before.T.tobytes(): ("turned", 0, 0)}
        table |= {np.rot90(before, turn).tobytes(): ("turned", 0, 0) for turn in (1, 3)}
        for shift in near:
            table[_shifted(before, *shift, before).tobytes()] = ("kept", *shift)
        for shift in near:
            for mode in ("edge", "reflect", "symmetric"):
                table[_padded(before, *shift, mode).tobytes()] = ("edges", *shift)
            for fill in (255, 128, 127, 1, int(before.mean())):
                table[_shifted(before, *shift, fill).tobytes()] = ("filled", *shift)
        for down, right in near:  # with one of the two gaps blanked
            lines = _shifted(np.roll(before, right, axis=1), down, 0)
            table[lines.tobytes()] = ("wrapped", down, right)
            table[_shifted(np.roll(before, down, axis=0), 0, right).tobytes()] = ("wrapped", down, right)
        for down in range(-FARTHEST, FARTHEST + 1):
            for right in range(-FARTHEST, FARTHEST + 1):
                table[np.roll(before, (down, right), axis=(0, 1)).tobytes()] = ("wrapped", down, right)
        for down in range(-FARTHEST, FARTHEST + 1):
            for right in range(-FARTHEST, FARTHEST + 1):
                table[_shifted(before, down, right).tobytes()] = ("zeros", down, right)
        known[key] = table
    return known[key].get(after.tobytes())


@lru_cache(maxsize=1)  # all misconceptions ask the same
def _augmentation_mistakes(evidence):
    """The names of all that is wrong with an augmentation."""
    calls = [call for call in evidence.calls if call.answered]
    assert calls
    answers = [numbers(call.returned) for call in calls]
    sizes = [(len(call.args[0]), answer.shape) for call, answer in zip(calls, answers, strict=True)]
    assert any(n for n, _ in sizes)  # what becomes of no images tells nothing
    if all(shape == (2 * n, SIDE, SIDE) for n, shape in sizes):
        return {"returned_both"}
    if all(len(shape) == 3 and shape[0] == n and shape[1:] != (SIDE, SIDE) for n, shape in sizes if n):
        return {"changed_the_size"}
    assert all(shape == (n, SIDE, SIDE) for n, shape in sizes if n)
    if all(np.array_equal(call.args[0], answer) for call, answer in zip(calls, answers, strict=True)):
        return {"moved_nothing"}
    found, known = set(), {}
    whole = all(np.array_equal(answer, np.round(answer)) for answer in answers)
    if answers[0].dtype.kind == "f" and max(answer.max(initial=0) for answer in answers) <= 1:
        return {"scaled_the_images"}
    assert whole
    moves = [
        [_moves(before, after, known) for before, after in zip(call.args[0], answer.astype(np.uint8), strict=True)]
        for call, answer in zip(calls, answers, strict=True)
        if len(answer)
    ]
    every = [move for several in moves for move in several]
    if None in every:
        return _unknown_moves(calls, answers)
    how = {move[0] for move in every}
    if "kept" in how:
        how.discard("edges")  # moved by one pixel, what was there and the repeated edge are the same
    names = {"wrapped": "wrapped_around", "edges": "repeated_the_edges", "filled": "filled_with_ink"}
    names |= {"kept": "kept_the_old_pixels", "mirrored": "mirrored_the_images", "turned": "turned_the_images"}
    found |= {name for kind, name in names.items() if kind in how}
    if "mirrored_the_images" in found or "turned_the_images" in found:
        return found
    found |= _wrong_shifts(moves, {move[1:] for move in every})
    results = {}
    for call, answer in zip(calls, answers, strict=True):
        if len(answer) == 20 and (call.args[0] == call.args[0][:1]).all():
            results.setdefault(_setting(call, "seed", 0), []).append(answer)
    found |= _of_seeds(results)
    return found or _wrong_forms(calls, answers)


def _wrong_forms(calls, answers):
    found = {"another_dtype"} if any(answer.dtype != np.uint8 for answer in answers if len(answer)) else set()
    return found | ({"moved_in_place"} if any(call.changed for call in calls) else set())


def _unknown_moves(calls, answers):
    """The mistake in images that were not moved by whole pixels."""
    pairs = [(call.args[0], answer) for call, answer in zip(calls, answers, strict=True) if len(answer)]
    different = [(before, after) for before, after in pairs if not (before == before[:1]).all()]
    known = {}
    for before, after in different:
        originals = list({image.tobytes(): image for image in before}.values())
        if all(any(_moves(image, one.astype(np.uint8), known) for image in originals) for one in after):
            return {"changed_the_order"}
    return set()


def _wrong_shifts(moves, shifts):
    """The mistakes that the shifts of all images show."""
    many = [{move[1:] for move in several} for several in moves if len(several) >= 10]
    if all(len(some) == 1 for some in many):
        return {"one_shift_for_all"}
    down, right = ({shift[axis] for shift in shifts} for axis in (0, 1))
    found = set()
    if all(shift[0] == shift[1] for shift in shifts) or all(shift[0] == -shift[1] for shift in shifts):
        found.add("one_number_for_both")
    elif down == {0} or right == {0}:
        found.add("moved_along_one_axis")
    elif max(max(map(abs, shift)) for shift in shifts) > 2:
        found.add("moved_too_far")
    elif all(not shift[0] or not shift[1] for shift in shifts):
        found.add("moved_along_one_axis")
    elif (down <= {0, 1, 2} and right <= {0, 1, 2}) or (down <= {0, -1, -2} and right <= {0, -1, -2}):
        found.add("moved_one_way")
    elif not {-2, 2} & (down | right):
        found.add("moved_by_one_at_most")
    elif {-2, 2} - (down & right):
        found.add("left_out_a_shift")
    elif 0 not in down or 0 not in right or (0, 0) not in shifts or 1 not in down or 1 not in right:
        found.add("never_by_nothing")
    return found


def _augmented(name):
    return lambda evidence: _augmentation_mistakes(evidence) == {name}


def _draws(images, seed, lowest=-2, highest=2):
    return np.random.default_rng(seed).integers(lowest, highest, size=(len(images), 2), endpoint=True)


def _moved(images, shifts, mode="constant", **settings):
    """Every image moved by its shift."""
    result = np.zeros_like(images)
    for index, (down, right) in enumerate(shifts):
        padded = np.pad(images[index], 8, mode=mode, **settings)
        result[index] = padded[8 - down : 36 - down, 8 - right : 36 - right]
    return result


@misconception("augment_images", seen=_augmented("wrapped_around"))
def wrapped_around(images, seed=0):
    """Pixels that leave on one side come back on the other, as with np.roll. Fill the gap with zeros."""
    return _moved(images, _draws(images, seed), mode="wrap")


@misconception("augment_images", seen=_augmented("one_shift_for_all"))
def one_shift_for_all(images, seed=0):
    """All images move alike: you draw the shift once, or make a new generator for each image.

    Draw one shift per image.
    """
    return _moved(images, np.repeat(_draws(images[:1], seed), len(images), axis=0))


@misconception("augment_images", seen=_augmented("moved_one_way"))
def moved_one_way(images, seed=0):
    """Images move only down and to the right (or up and to the left). Draw both numbers from -2 to 2."""
    return _moved(images, _draws(images, seed, 0, 2))


@misconception("augment_images", seen=_augmented("moved_along_one_axis"))
def moved_along_one_axis(images, seed=0):
    """Images move along one axis only: up and down, or left and right. Draw a number for each of the two."""
    return _moved(images, _draws(images, seed) * [1, 0])


@misconception("augment_images", seen=_augmented("one_number_for_both"))
def one_number_for_both(images, seed=0):
    """You draw one number for both directions, so images move along a diagonal. Draw two."""
    return _moved(images, _draws(images, seed)[:, [0, 0]])


@misconception("augment_images", seen=_augmented("left_out_a_shift"))
def left_out_a_shift(images, seed=0):
    """No image moves by 2 to one of the sides: integers(-2, 2) excludes the 2. The shifts are -2, -1, 0, 1 and 2."""
    return _moved(images, _draws(images, seed, -2, 1))


@misconception("augment_images", seen=_augmented("moved_by_one_at_most"))
def moved_by_one_at_most(images, seed=0):
    """No image moves by 2 pixels: yours move by one at most. The shifts are -2, -1, 0, 1 and 2."""
    return _moved(images, _draws(images, seed, -1, 1))


@misconception("augment_images", seen=_augmented("never_by_nothing"))
def never_by_nothing(images, seed=0):
    """A shift between -2 and 2, such as 0, never occurs. Draw from all five numbers."""
    return _moved(images, np.random.default_rng(seed).choice([-2, -1, 1, 2], size=(len(images), 2)))


@misconception("augment_images", seen=_augmented("moved_too_far"))
def moved_too_far(images, seed=0):
    """Some images move by more than 2 pixels, so a digit may lose a part. Draw from -2 to 2."""
    return _moved(images, _draws(images, seed, -4, 4))


@misconception("augment_images", seen=_augmented("repeated_the_edges"))
def repeated_the_edges(images, seed=0):
    """You fill the gap with pixels of the image, repeated or mirrored at its edge. Fill it with zeros."""
    return _moved(images, _draws(images, seed), mode="edge")


@misconception("augment_images", seen=_augmented("kept_the_old_pixels"))
def kept_the_old_pixels(images, seed=0):
    """The gap shows the old image: you move it over a copy of itself. Move it over zeros."""
    draws = _draws(images, seed)
    moved = [_shifted(image, *shift, image) for image, shift in zip(images, draws, strict=True)]
    return np.array(moved, dtype=images.dtype).reshape(images.shape)


@misconception("augment_images", seen=_augmented("filled_with_ink"))
def filled_with_ink(images, seed=0):
    """You fill the gap with a number other than 0. Background is 0, and ink is 255."""
    return _moved(images, _draws(images, seed), constant_values=255)


@misconception("augment_images", seen=_augmented("ignored_the_seed"))
def seed_ignored(images, seed=0):
    """The same seed gives another result each time. Draw from np.random.default_rng(seed)."""
    return _moved(images, _draws(images, None))


@misconception("augment_images", seen=_augmented("always_the_same_seed"))
def seed_in_the_code(images, seed=0):
    """All seeds give the same result: your code has a fixed seed. Draw from np.random.default_rng(seed)."""
    return _moved(images, _draws(images, 42))


@misconception("augment_images", seen=_augmented("took_seed_0_for_none"))
def seed_0_taken_for_none(images, seed=0):
    """Seed 0 gives another result each time: `if seed` and `seed or ...` treat 0 as no seed.

    It is a seed like any other.
    """
    return _moved(images, _draws(images, seed or None))


@misconception("augment_images", seen=_augmented("moved_nothing"))
def moved_nothing(images, seed=0):
    """The images come back unchanged. Move each by its own shift."""
    return images.copy()


@misconception("augment_images", seen=_augmented("changed_the_size"))
def changed_the_size(images, seed=0):
    """Your images have another size: for example, the padded margin is still there (or too much is cut off).

    They stay 28 x 28.
    """
    return np.pad(images, [(0, 0), (2, 2), (2, 2)])


@misconception("augment_images", seen=_augmented("returned_both"))
def returned_both(images, seed=0):
    """You return the old images together with the moved ones. Return only the moved ones, as many as came in."""
    return np.concatenate([images, _moved(images, _draws(images, seed))])


@misconception("augment_images", seen=_augmented("changed_the_order"))
def changed_the_order(images, seed=0):
    """The images come back in another order, so their labels no longer fit. Each keeps its place."""
    return _moved(images, _draws(images, seed))[::-1]


@misconception("augment_images", seen=_augmented("mirrored_the_images"))
def mirrored_the_images(images, seed=0):
    """You mirror the images. A mirrored digit is not a digit, or a different one: move them by whole pixels."""
    return images[:, :, ::-1].copy()


@misconception("augment_images", seen=_augmented("turned_the_images"))
def turned_the_images(images, seed=0):
    """You turn the images. A 6 upside down is a 9: move them by whole pixels."""
    return np.rot90(images, 2, axes=(1, 2)).copy()


@misconception("augment_images", seen=_augmented("scaled_the_images"))
def scaled_the_images(images, seed=0):
    """You scale the pixels as well. They stay uint8, 0 to 255."""
    return (_moved(images, _draws(images, seed)) / 255).astype(np.float32)


@misconception("augment_images", form=True, seen=_augmented("another_dtype"))
def another_dtype(images, seed=0):
    """The images are moved correctly, but their dtype changed. They stay uint8."""
    return _moved(images, _draws(images, seed)).astype(np.float32)


@misconception("augment_images", form=True, seen=_augmented("moved_in_place"))
def moved_in_place(images, seed=0):
    """The images are moved correctly, but you also changed the images that you receive. Work on a copy."""
    images[...] = _moved(images, _draws(images, seed))
    return images.copy()


# several


@misconception("scale_pixels", "add_channel", "flatten_images", "one_hot", form=True, seen=_right_lists)
def returned_a_list(given, num_classes=10):
    """The numbers are correct, but they are in lists. Return a NumPy array, which has a shape and a dtype."""
    if EXERCISE == "one_hot":
        return _hot(given, num_classes).tolist()
    result = given / 255 if EXERCISE == "scale_pixels" else given
    return (
        result[..., np.newaxis]
        if EXERCISE == "add_channel"
        else _flat(result)
        if EXERCISE == "flatten_images"
        else result
    ).tolist()


@misconception(
    "scale_pixels",
    "add_channel",
    "flatten_images",
    "one_hot",
    "split_validation",
    "augment_images",
    seen=lambda evidence: bool(evidence.answers) and all(answer is None for answer in evidence.answers),
)
def returned_nothing(*args, **kwargs):
    """Your function returns nothing: what it computes or prints is lost. End it with `return`."""
    return
