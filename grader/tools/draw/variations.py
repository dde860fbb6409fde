"""Variations of images that a person hardly minds and a network may: shifted, rotated, thicker, inverted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

SIDE = 28


@dataclass(frozen=True)
class Variation:
    """A way to change images.

    Attributes:
        title: what one reads at its slider.
        change: takes images (n, 28, 28) uint8 and an amount, and gives such images.
        amounts: for which accuracies are measured, in order; the first and last are the ends of the slider.
        none: the amount that changes nothing.
        unit: of the amount.
    """

    title: str
    change: Callable[[np.ndarray, float], np.ndarray]
    amounts: tuple[float, ...]
    none: float = 0.0
    unit: str = ""


def shift(images: np.ndarray, amount: float) -> np.ndarray:
    """Move images to the right by pixels, or to the left where there are fewer than none."""
    rows, columns = np.mgrid[:SIDE, :SIDE].astype(np.float64)
    return _sampled(images, rows, columns - amount)


def rotate(images: np.ndarray, amount: float) -> np.ndarray:
    """Turn images around their centre, clockwise by degrees."""
    angle, centre = np.deg2rad(amount), (SIDE - 1) / 2
    rows, columns = np.mgrid[:SIDE, :SIDE].astype(np.float64) - centre
    back_rows = np.cos(angle) * rows - np.sin(angle) * columns
    back_columns = np.sin(angle) * rows + np.cos(angle) * columns
    return _sampled(images, back_rows + centre, back_columns + centre)


def thicken(images: np.ndarray, amount: float) -> np.ndarray:
    """Make strokes thicker by pixels on each side, or thinner where there are fewer than none."""
    pick = np.maximum if amount > 0 else np.minimum
    left = abs(amount)
    while left > 0:
        grown = _spread(images, pick)
        part = min(left, 1.0)
        images = np.rint(images + part * (grown.astype(np.float64) - images)).astype(np.uint8)
        left -= part
    return images


def invert(images: np.ndarray, amount: float) -> np.ndarray:
    """Mix images with their negatives: 0 leaves them, 1 makes white black, 0.5 makes all the same grey."""
    return np.rint(images + amount * (255.0 - 2.0 * images)).astype(np.uint8)


# In the order in which they are applied: an image is turned before it is moved, so that no slider moves another's.
VARIATIONS: Mapping[str, Variation] = {
    "thicken": Variation("Thicken", thicken, (-1, -0.5, 0, 0.5, 1, 1.5, 2, 2.5, 3), unit="px"),
    "rotate": Variation("Rotate", rotate, (-60, -45, -30, -15, 0, 15, 30, 45, 60), unit="°"),
    "shift": Variation("Shift", shift, (-8, -6, -4, -2, 0, 2, 4, 6, 8), unit="px"),
    "invert": Variation("Invert", invert, (0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1)),
}


def varied(images: np.ndarray, amounts: Mapping[str, float]) -> np.ndarray:
    """Images (n, 28, 28) uint8, changed by the amount of each variation that is named."""
    for name, variation in VARIATIONS.items():
        if (amount := amounts.get(name, variation.none)) != variation.none:
            images = variation.change(images, amount)
    return images


def _sampled(images: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Images read at these places, (28, 28) each, between pixels by their distances; outside is background."""
    framed = np.pad(images, ((0, 0), (1, 1), (1, 1))).astype(np.float32)
    rows, columns = (np.clip(places + 1, 0, SIDE + 1) for places in (rows, columns))
    top, left = (np.minimum(places.astype(int), SIDE) for places in (rows, columns))
    down, right = (rows - top).astype(np.float32), (columns - left).astype(np.float32)
    above = framed[:, top, left] * (1 - right) + framed[:, top, left + 1] * right
    below = framed[:, top + 1, left] * (1 - right) + framed[:, top + 1, left + 1] * right
    sampled: np.ndarray = np.rint(above * (1 - down) + below * down).astype(np.uint8)
    return sampled


def _spread(images: np.ndarray, pick: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> np.ndarray:
    """Images in which each pixel is what `pick` makes of it and of its four neighbours."""
    framed = np.pad(images, ((0, 0), (1, 1), (1, 1)))
    upright = pick(framed[:, :-2, 1:-1], framed[:, 2:, 1:-1])
    across = pick(framed[:, 1:-1, :-2], framed[:, 1:-1, 2:])
    return pick(images, pick(upright, across))
