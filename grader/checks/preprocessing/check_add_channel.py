"""Checks of add_channel."""

import numpy as np

from grader.checks.expect import array, cases, shaped, untouched
from grader.checks.fresh import fresh
from grader.checks.generators import images as image_sets
from grader.checks.preprocessing.pixels import DTYPES, NUMBERED, PIXELS, SIZE


def check_puts_the_channel_last(add_channel):
    """The new axis is the last one, and every pixel keeps its place."""
    assert add_channel(NUMBERED) == array(NUMBERED[:, :, :, np.newaxis])


@cases("dtype", DTYPES)
def check_adding_a_channel_keeps_the_dtype(add_channel, dtype):
    """The result has the dtype of the input."""
    assert add_channel(NUMBERED.astype(dtype)) == array(NUMBERED[..., np.newaxis].astype(dtype), dtype=dtype)


@cases("count", {"no images": 0, "one image": 1})
def check_adds_a_channel_to_few_images(add_channel, count):
    """The first axis counts images, even if there is one or none."""
    assert add_channel(NUMBERED[:count]) == shaped(count, SIZE, SIZE, 1)


def check_adding_a_channel_leaves_its_argument_alone(add_channel):
    """Your function does not change the images that it receives: three axes, same values."""
    (after,) = add_channel.arguments_after(NUMBERED)

    assert after == untouched(NUMBERED)


@fresh(20, given=image_sets(dtypes=PIXELS))
def check_adds_a_channel_to_fresh_images(add_channel, given):
    """Any images get a last axis, and keep every pixel and their dtype."""
    assert add_channel(given) == array(given[:, :, :, np.newaxis], dtype=given.dtype)
