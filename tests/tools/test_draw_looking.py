"""What a network looked at: occlusion maps of networks whose needs are known, and pictures of maps."""

import numpy as np
import pytest

from grader.tools.draw.looking import COLUMNS, GAP, MOST_MAPS, covered, mosaic, needed

WHITE = np.full((28, 28), 255, dtype=np.uint8)


def looks_at(row: int, column: int) -> np.ndarray:
    """The answers to the covered copies of a network that is sure of 4 while it sees one pixel, and of nothing else."""
    sees = covered(WHITE)[:, row, column] > 0
    answers = np.full((len(sees), 10), 0.1)
    answers[sees] = np.eye(10)[4]
    return answers


def test_each_pixel_is_covered_as_often_as_any_other() -> None:
    copies = covered(WHITE)

    np.testing.assert_array_equal(copies[0], WHITE)
    assert np.unique((copies[1:] == 0).sum(axis=0)).tolist() == [9]  # squares of 6, every 2 pixels in each direction


@pytest.mark.parametrize(("row", "column"), [(14, 9), (0, 0), (27, 13)])
def test_the_pixel_that_is_needed_glows_most(row: int, column: int) -> None:
    found = needed(looks_at(row, column))

    assert found[row, column] == found.max() == pytest.approx(0.9)
    assert found.min() == 0


def test_a_network_that_looks_nowhere_needs_nothing() -> None:
    assert needed(np.tile(np.eye(10)[4], (len(covered(WHITE)), 1))).max() == 0


def test_what_makes_it_more_sure_is_not_needed() -> None:
    answers = looks_at(14, 14)

    assert needed(np.concatenate([answers[-1:], 1 - answers[1:]])).min() >= 0


@pytest.mark.parametrize(("filters", "shape"), [(3, (26, 3 * 27 - 1)), (8, (26, 8 * 27 - 1)), (9, (53, 8 * 27 - 1))])
def test_a_mosaic_has_eight_maps_in_a_row(filters: int, shape: tuple[int, int]) -> None:
    assert COLUMNS == 8
    assert GAP == 1
    assert mosaic(np.ones((26, 26, filters), dtype=np.float32)).shape == shape


def test_a_map_goes_from_black_to_white_and_one_without_difference_is_black() -> None:
    maps = np.zeros((2, 2, MOST_MAPS + 5), dtype=np.float32)
    maps[:, :, 0] = [[-3, -1], [1, 5]]
    maps[:, :, 1] = 7
    picture = mosaic(maps)

    assert picture[:2, :2].tolist() == [[0, 64], [128, 255]]
    assert picture[:2, 3:5].tolist() == [[0, 0], [0, 0]]
    assert picture.shape == (11, 23)  # 32 maps: four rows of eight


def test_a_map_of_no_numbers_is_shown_too() -> None:
    maps = np.full((2, 2, 1), np.nan, dtype=np.float32)
    maps[0, 0] = np.inf

    assert mosaic(maps)[0, 0] == 255
