"""Checks of scale_pixels."""

import numpy as np

from grader.checks.expect import array, fixed, shaped, untouched
from grader.checks.fresh import fresh
from grader.checks.generators import images as image_sets
from grader.checks.preprocessing.pixels import SIZE

# Each begins with a few fifths of 255 and is black otherwise; none is full ink, so that a maximum would mislead.
FIFTHS = np.zeros((2, SIZE, SIZE), dtype=np.uint8)

FIFTHS[0, 0, :3] = 51, 102, 153

FIFTHS[1, 0, :3] = 51, 51, 204

FIFTHS = fixed(FIFTHS)
GREYS = fixed(np.resize(np.arange(256), (1, SIZE, SIZE)), dtype=np.uint8)  # every grey value at least three times


def check_divides_by_255(scale_pixels):
    """51 of 255 becomes 0.2 and 204 becomes 0.8, whatever the largest pixel of the image."""
    fractions = np.zeros((2, SIZE, SIZE))
    fractions[0, 0, :3] = 0.2, 0.4, 0.6
    fractions[1, 0, :3] = 0.2, 0.2, 0.8

    assert scale_pixels(FIFTHS) == array(fractions)


def check_scales_every_grey(scale_pixels):
    """Each of the 256 grey values is divided by 255: 0 stays 0, and 255 becomes 1."""
    assert scale_pixels(GREYS) == array(GREYS.astype(np.float64) / 255)


def check_makes_float32(scale_pixels):
    """The result is float32: half the memory of float64, and the dtype that Keras uses."""
    assert scale_pixels(FIFTHS) == shaped(2, SIZE, SIZE, dtype=np.float32)


def check_scales_no_images(scale_pixels):
    """Without images, the result has shape (0, 28, 28)."""
    assert scale_pixels(np.zeros((0, SIZE, SIZE), np.uint8)) == shaped(0, SIZE, SIZE, dtype=np.float32)


def check_scaling_leaves_its_argument_alone(scale_pixels):
    """Your function does not change the images that it receives: they stay 0..255."""
    (after,) = scale_pixels.arguments_after(FIFTHS)

    assert after == untouched(FIFTHS)


@fresh(20, given=image_sets())
def check_scales_fresh_images(scale_pixels, given):
    """Any images are divided by 255."""
    assert scale_pixels(given) == array(given / 255, dtype=np.float32)
