"""The way from a drawing to an image like those of MNIST, in three steps that can each be left out.

Source: Y. LeCun, C. Cortes and C. J. C. Burges, The MNIST database of handwritten digits. Black and white digits were
scaled to fit into 20 x 20 pixels, with their proportions kept; scaling made their edges grey; then they were moved so
that their centre of mass is the centre of 28 x 28 pixels.
"""

import numpy as np

SIDE = 28  # pixels of an image, in each direction
BOX = 20  # pixels that the longer side of a digit takes
STEPS = ("fit", "centre", "grey")
FAINTEST = 32  # of 255: what is fainter is the soft edge of a stroke, and no part of the digit's box


def is_empty(drawing: np.ndarray) -> bool:
    """Whether there is no ink in a drawing."""
    return bool((drawing < FAINTEST).all())


def prepare(drawing: np.ndarray, *, fit: bool = True, centre: bool = True, grey: bool = True) -> np.ndarray:
    """Make an image of a drawing: uint8 (28, 28), 0 for the background.

    Args:
        drawing: uint8, square, with ink of 255 on 0.
        fit: scale the digit, so that the longer side of its box takes 20 pixels; else the whole sheet takes 28.
        centre: move its centre of mass to the centre of the image; else its box is in the middle if it was scaled, and
            it stays where it was drawn if it was not.
        grey: keep how much of each pixel is ink; else a pixel that is half covered is white, any other black.

    Raises:
        ValueError: it has no ink.
    """
    if is_empty(drawing):
        raise ValueError("a drawing without ink has no centre and no box")
    inked = drawing >= FAINTEST
    edges = [np.flatnonzero(inked.any(axis=1 - axis))[[0, -1]] for axis in (0, 1)]
    boxes = [(int(first), int(last) + 1) for first, last in edges]
    scale = max(end - start for start, end in boxes) / BOX if fit else len(drawing) / SIDE
    if centre:
        middles = [_centre_of_mass(drawing.sum(axis=1 - axis, dtype=np.float64)) for axis in (0, 1)]
    elif fit:
        middles = [(start + end) / 2 for start, end in boxes]
    else:
        middles = [len(drawing) / 2] * 2
    top, left = (middle - scale * SIDE / 2 for middle in middles)
    image = _means(_means(drawing, top, scale).T, left, scale).T
    if not grey:
        image = np.where(image >= 255 / 2, 255, 0)
    rounded: np.ndarray = np.rint(image).astype(np.uint8)
    return rounded


def _centre_of_mass(ink: np.ndarray) -> float:
    """The centre of mass along an axis, in drawing pixels from its beginning; a pixel's ink is at its middle."""
    return float((np.arange(len(ink)) + 0.5) @ ink / ink.sum())


def _means(ink: np.ndarray, start: float, scale: float) -> np.ndarray:
    """The means of the rows that each image row covers, float64 (28, columns); outside there is no ink.

    Without a product of matrices: the threads of a linear algebra library wait for each other on a busy machine.

    Args:
        ink: (rows, columns).
        start: where the image begins, in rows.
        scale: rows that an image row takes.
    """
    edges = np.clip(start + scale * np.arange(SIDE + 1), 0, len(ink))
    whole = np.minimum(edges.astype(int), len(ink) - 1)
    exact = np.int32 if ink.dtype == np.uint8 else np.float64  # a fifth of the time, which the page is waited for
    above = np.pad(np.cumsum(ink, axis=0, dtype=exact), ((1, 0), (0, 0)))
    until = above[whole] + (edges - whole)[:, None] * ink[whole]
    means: np.ndarray = np.diff(until, axis=0) / scale
    return means
