"""Variations of images: each does what its name says, by the amount that it is given."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy import ndimage

from grader.tools.draw.variations import VARIATIONS, invert, rotate, shift, thicken, varied

IMAGES = np.random.default_rng(5).integers(0, 256, (3, 28, 28), dtype=np.uint8)
CROSS = np.array([[False, True, False], [True, True, True], [False, True, False]])
Change = Callable[[np.ndarray, float], np.ndarray]


@pytest.mark.parametrize("name", VARIATIONS)
def test_no_amount_changes_nothing_and_the_ends_change_something(name: str) -> None:
    variation = VARIATIONS[name]

    np.testing.assert_array_equal(variation.change(IMAGES, variation.none), IMAGES)
    assert variation.none in variation.amounts
    assert list(variation.amounts) == sorted(variation.amounts)
    for amount in {variation.amounts[0], variation.amounts[-1]} - {variation.none}:
        changed = variation.change(IMAGES, amount)
        assert changed.dtype == np.uint8
        assert (changed != IMAGES).any()


@pytest.mark.parametrize("amount", [-5, 1, 8])
def test_shift_moves_by_whole_pixels_and_leaves_background(amount: int) -> None:
    expected = np.stack([ndimage.shift(image, (0, amount), order=0) for image in IMAGES])

    np.testing.assert_array_equal(shift(IMAGES, amount), expected)


def test_half_a_pixel_is_the_mean_of_two() -> None:
    row = np.zeros((1, 28, 28), dtype=np.uint8)
    row[0, 10, 10] = 200

    assert shift(row, 0.5)[0, 10, 9:13].tolist() == [0, 100, 100, 0]


@pytest.mark.parametrize(("degrees", "quarters"), [(90, -1), (-90, 1), (180, 2)])
def test_rotate_turns_clockwise(degrees: float, quarters: int) -> None:
    np.testing.assert_array_equal(rotate(IMAGES, degrees), np.rot90(IMAGES, quarters, axes=(1, 2)))


def test_a_small_turn_is_the_one_of_scipy() -> None:
    smooth = ndimage.gaussian_filter(IMAGES.astype(float), (0, 2, 2)).astype(np.uint8)
    expected = ndimage.rotate(smooth, -30, axes=(1, 2), reshape=False, order=1)  # counterclockwise, of the other sign

    assert np.abs(rotate(smooth, 30)[:, 6:22, 6:22].astype(int) - expected[:, 6:22, 6:22]).max() <= 2


def test_thicken_is_dilation_and_erosion() -> None:
    grown = np.stack([ndimage.grey_dilation(image, footprint=CROSS, mode="constant") for image in IMAGES])
    twice = np.stack([ndimage.grey_dilation(image, footprint=CROSS, mode="constant") for image in grown])
    shrunk = np.stack([ndimage.grey_erosion(image, footprint=CROSS, mode="constant") for image in IMAGES])

    np.testing.assert_array_equal(thicken(IMAGES, 1), grown)
    np.testing.assert_array_equal(thicken(IMAGES, 2), twice)
    np.testing.assert_array_equal(thicken(IMAGES, -1), shrunk)
    np.testing.assert_allclose(thicken(IMAGES, 0.5), (IMAGES.astype(float) + grown) / 2, atol=0.5)


def test_invert_makes_negatives() -> None:
    np.testing.assert_array_equal(invert(IMAGES, 1), 255 - IMAGES)
    assert np.unique(invert(IMAGES, 0.5)).tolist() == [128]


def test_several_are_applied_at_once_turned_before_moved() -> None:
    found = varied(IMAGES, {"shift": 3, "rotate": 90, "invert": 1})

    np.testing.assert_array_equal(found, invert(shift(rotate(IMAGES, 90), 3), 1))
    np.testing.assert_array_equal(varied(IMAGES, {}), IMAGES)
