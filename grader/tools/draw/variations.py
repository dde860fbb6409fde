"""Variations of images that a person hardly minds and a network may: shifted, rotated, thicker, inverted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import ndimage

# Pixels are read between others by their distances, and outside is background.
BETWEEN_PIXELS: dict[str, Any] = {"order": 1, "mode": "grid-constant", "output": np.float32}
NEIGHBOURS = ndimage.generate_binary_structure(2, 1)[None]  # of a pixel of one image: itself, and four


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
    return _whole(ndimage.shift(images, (0, 0, amount), **BETWEEN_PIXELS))


def rotate(images: np.ndarray, amount: float) -> np.ndarray:
    """Turn images around their centre, clockwise by degrees."""
    return _whole(ndimage.rotate(images, -amount, axes=(1, 2), reshape=False, **BETWEEN_PIXELS))


def thicken(images: np.ndarray, amount: float) -> np.ndarray:
    """Make strokes thicker by pixels on each side, or thinner where there are fewer than none."""
    spread = ndimage.grey_dilation if amount > 0 else ndimage.grey_erosion
    left = abs(amount)
    while left > 0:
        grown = spread(images, footprint=NEIGHBOURS, mode="constant")
        part = min(left, 1.0)
        images = _whole(images + part * (grown.astype(np.float64) - images))
        left -= part
    return images


def invert(images: np.ndarray, amount: float) -> np.ndarray:
    """Mix images with their negatives: 0 leaves them, 1 makes white black, 0.5 makes all the same grey."""
    return _whole(images + amount * (255.0 - 2.0 * images))


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


def _whole(values: np.ndarray) -> np.ndarray:
    found: np.ndarray = np.rint(values).astype(np.uint8)
    return found
