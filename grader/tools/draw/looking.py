"""What a network looked at: which pixels it needed for its answer, and what its first convolution made of the image."""

import numpy as np

SIDE = 28
PATCH = 6  # pixels of the square that is covered, in each direction
STRIDE = 2  # pixels between two squares
COLUMNS = 8  # of a mosaic
MOST_MAPS = 32  # in a mosaic
GAP = 1  # pixels between two maps


def covered(image: np.ndarray) -> np.ndarray:
    """Copies of an image (28, 28), each with a square in the colour of the background over it, the image itself first.

    Each pixel is under some square; the squares go over the edge, so that pixels there are under as many as others.
    """
    places = range(STRIDE - PATCH, SIDE, STRIDE)
    copies = np.repeat(image[None], 1 + len(places) ** 2, axis=0)
    for number, (row, column) in enumerate(((row, column) for row in places for column in places), start=1):
        copies[number, max(row, 0) : row + PATCH, max(column, 0) : column + PATCH] = 0
    return copies


def needed(probabilities: np.ndarray) -> np.ndarray:
    """How much less sure of its label a network is without each pixel, float64 (28, 28), 0 to 1: an occlusion map.

    Source: M. Zeiler and R. Fergus, Visualizing and understanding convolutional networks, 2014.

    Args:
        probabilities: of the copies that `covered` makes, (n, 10), the image itself first.
    """
    label = int(probabilities[0].argmax())
    losses = iter(np.maximum(probabilities[0, label] - probabilities[1:, label], 0))
    lost, times = np.zeros((SIDE, SIDE)), np.zeros((SIDE, SIDE))
    places = range(STRIDE - PATCH, SIDE, STRIDE)
    for row in places:
        for column in places:
            under = slice(max(row, 0), row + PATCH), slice(max(column, 0), column + PATCH)
            lost[under] += next(losses)
            times[under] += 1
    return lost / times


def mosaic(maps: np.ndarray) -> np.ndarray:
    """The first maps (rows, columns, filters) as one picture, uint8, eight in a row, each from black to white."""
    rows, columns, filters = maps.shape
    shown = min(filters, MOST_MAPS)
    down = -(-shown // COLUMNS)
    across = min(shown, COLUMNS)
    picture = np.zeros((down * (rows + GAP) - GAP, across * (columns + GAP) - GAP), dtype=np.uint8)
    finite = np.nan_to_num(maps[:, :, :shown].astype(np.float64), nan=0.0, posinf=1e30, neginf=-1e30)
    for number in range(shown):
        least, most = finite[:, :, number].min(), finite[:, :, number].max()
        scaled = (finite[:, :, number] - least) / (most - least) if most > least else finite[:, :, number] * 0
        top, left = number // COLUMNS * (rows + GAP), number % COLUMNS * (columns + GAP)
        picture[top : top + rows, left : left + columns] = np.rint(255 * scaled)
    return picture
