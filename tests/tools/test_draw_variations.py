"""Variations of images: each does what its name says, by the amount that it is given."""

import numpy as np
import pytest

from grader.tools.draw.variations import VARIATIONS, invert, rotate, shift, thicken, varied

IMAGES = np.random.default_rng(5).integers(0, 256, (3, 28, 28), dtype=np.uint8)


def neighbours(images: np.ndarray) -> np.ndarray:
    """Each pixel, and its neighbours on four sides: (5, n, 28, 28); outside is background."""
    framed = np.pad(images, ((0, 0), (1, 1), (1, 1)))
    sides = ((1, 1), (0, 1), (2, 1), (1, 0), (1, 2))
    return np.stack([framed[:, top : top + 28, left : left + 28] for top, left in sides])


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
    expected = np.zeros_like(IMAGES)
    expected[:, :, max(amount, 0) : 28 + amount] = IMAGES[:, :, max(-amount, 0) : 28 - amount]

    np.testing.assert_array_equal(shift(IMAGES, amount), expected)


def test_half_a_pixel_is_the_mean_of_two() -> None:
    row = np.zeros((1, 28, 28), dtype=np.uint8)
    row[0, 10, 10] = 200

    assert shift(row, 0.5)[0, 10, 9:13].tolist() == [0, 100, 100, 0]


@pytest.mark.parametrize(("degrees", "quarters"), [(90, -1), (-90, 1), (180, 2)])
def test_rotate_turns_clockwise(degrees: float, quarters: int) -> None:
    np.testing.assert_array_equal(rotate(IMAGES, degrees), np.rot90(IMAGES, quarters, axes=(1, 2)))


def test_a_small_turn_moves_a_dot_along_its_circle() -> None:
    dot = np.zeros((1, 28, 28), dtype=np.uint8)
    dot[0, 13:15, 23:25] = 255  # 10 pixels to the right of the centre
    rows, columns = np.mgrid[:28, :28] - 13.5
    turned = rotate(dot, 30)[0].astype(float)

    assert (rows * turned).sum() / turned.sum() == pytest.approx(5, abs=0.05)  # 10 sin 30, downwards
    assert (columns * turned).sum() / turned.sum() == pytest.approx(8.66, abs=0.05)  # 10 cos 30


def test_thicken_is_dilation_and_erosion() -> None:
    grown = neighbours(IMAGES).max(axis=0)
    twice = neighbours(grown).max(axis=0)
    shrunk = neighbours(IMAGES).min(axis=0)

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
