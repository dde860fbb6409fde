"""Checks of flatten_images."""

import numpy as np

from grader.checks.expect import array, cases, shaped, untouched
from grader.checks.fresh import fresh
from grader.checks.generators import images as image_sets
from grader.checks.preprocessing.pixels import DTYPES, NUMBERED, PIXELS


def check_lays_out_row_by_row(flatten_images):
    """The rows of an image follow one another: the pixels come in reading order."""
    assert flatten_images(NUMBERED) == array([np.arange(784), np.arange(784, 2 * 784)])


@cases("dtype", DTYPES)
def check_flattening_keeps_the_dtype(flatten_images, dtype):
    """The result has the dtype of the input."""
    assert flatten_images(NUMBERED.astype(dtype)) == array(np.arange(1568).reshape(2, 784).astype(dtype), dtype=dtype)


@cases("count", {"no images": 0, "one image": 1})
def check_flattens_few_images(flatten_images, count):
    """The first axis counts images, even if there is one or none."""
    assert flatten_images(NUMBERED[:count]) == shaped(count, 784)


def check_flattening_leaves_its_argument_alone(flatten_images):
    """Your function does not change the images that it receives: three axes, same values."""
    (after,) = flatten_images.arguments_after(NUMBERED)

    assert after == untouched(NUMBERED)


@fresh(20, given=image_sets(dtypes=PIXELS))
def check_flattens_fresh_images(flatten_images, given):
    """Any images are read row by row, whatever their order in memory."""
    rows = [[pixel for row in image for pixel in row] for image in given.tolist()]

    assert flatten_images(given) == array(rows, dtype=given.dtype)
