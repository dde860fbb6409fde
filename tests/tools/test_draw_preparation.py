"""From a drawing to an image like MNIST's: each step does what it says, alone and with the others."""

import numpy as np
import pytest
from scipy.ndimage import center_of_mass

from grader.tools.draw.preparation import BOX, SIDE, STEPS, is_empty, prepare

SHEET = 280


def drawn(rows: slice, columns: slice, ink: int = 255) -> np.ndarray:
    """A sheet with a rectangle of ink."""
    sheet = np.zeros((SHEET, SHEET), dtype=np.uint8)
    sheet[rows, columns] = ink
    return sheet


def box_of(image: np.ndarray) -> tuple[int, int]:
    """Rows and columns that have ink."""
    return int(image.any(axis=1).sum()), int(image.any(axis=0).sum())


HOOK = drawn(slice(40, 60), slice(30, 120)) | drawn(slice(60, 200), slice(100, 120))  # a seven without its slope


@pytest.mark.parametrize(
    ("rows", "columns", "box"),
    [
        pytest.param(slice(10, 110), slice(200, 250), (20, 10), id="tall"),
        pytest.param(slice(200, 230), slice(0, 60), (10, 20), id="wide"),
        pytest.param(slice(100, 104), slice(50, 54), (20, 20), id="a dot"),
        pytest.param(slice(0, 280), slice(0, 280), (20, 20), id="the whole sheet"),
    ],
)
def test_the_longer_side_takes_twenty_pixels_and_proportions_stay(
    rows: slice, columns: slice, box: tuple[int, int]
) -> None:
    assert box_of(prepare(drawn(rows, columns))) == box


def test_the_centre_of_mass_is_in_the_middle() -> None:
    row, column = center_of_mass(prepare(HOOK).astype(float))

    assert (row, column) == pytest.approx(((SIDE - 1) / 2, (SIDE - 1) / 2), abs=0.05)  # pixels are whole numbers


def test_without_centring_the_box_is_in_the_middle() -> None:
    image = prepare(HOOK, centre=False)
    rows, columns = (np.flatnonzero(image.any(axis=axis)) for axis in (1, 0))

    assert rows[0] + rows[-1] == SIDE - 1
    assert columns[0] + columns[-1] == SIDE - 1
    assert len(rows) == BOX
    assert center_of_mass(image.astype(float))[1] > SIDE / 2  # most ink of it is on the right


def test_without_scaling_and_centring_each_pixel_is_the_mean_of_its_square() -> None:
    sheet = np.random.default_rng(3).integers(0, 256, (SHEET, SHEET), dtype=np.uint8)
    means = sheet.reshape(SIDE, 10, SIDE, 10).mean(axis=(1, 3))

    np.testing.assert_allclose(prepare(sheet, fit=False, centre=False), means, atol=0.501)  # it is rounded


def test_without_scaling_a_digit_is_still_centred() -> None:
    image = prepare(drawn(slice(0, 30), slice(0, 20)), fit=False)

    assert box_of(image) == (4, 2)  # 3 x 2 pixels, half of a row on each side
    assert center_of_mass(image.astype(float)) == pytest.approx((13.5, 13.5), abs=0.02)


@pytest.mark.parametrize("fit", [True, False])
def test_ink_is_neither_lost_nor_made(fit: bool) -> None:
    scale = 160 / BOX if fit else SHEET / SIDE  # the hook is 160 pixels high

    assert prepare(HOOK, fit=fit).sum() == pytest.approx(HOOK.sum() / scale**2, rel=0.005)


def test_where_on_the_sheet_one_draws_does_not_matter() -> None:
    np.testing.assert_array_equal(prepare(HOOK), prepare(np.roll(HOOK, (37, 101), axis=(0, 1))))


def test_how_large_one_draws_does_not_matter() -> None:
    half = np.zeros_like(HOOK)
    half[:140, :140] = HOOK.reshape(140, 2, 140, 2).mean(axis=(1, 3)).astype(np.uint8)

    assert np.abs(prepare(HOOK).astype(int) - prepare(half)).max() <= 1


def test_edges_are_grey_and_without_that_step_black_or_white() -> None:
    assert len(np.unique(prepare(HOOK))) > 2
    assert set(np.unique(prepare(HOOK, grey=False))) == {0, 255}


def test_a_faint_edge_of_a_stroke_is_no_part_of_the_box() -> None:
    sheet = drawn(slice(100, 140), slice(100, 140))
    sheet[90, 90] = 10

    assert prepare(sheet).max() == 255
    assert int((prepare(sheet) == 255).any(axis=1).sum()) == BOX


def test_nothing_drawn_is_refused() -> None:
    sheet = np.zeros((SHEET, SHEET), dtype=np.uint8)

    assert is_empty(sheet)
    assert not is_empty(HOOK)
    with pytest.raises(ValueError, match="without ink"):
        prepare(sheet)


def test_every_step_is_named() -> None:
    images = [prepare(HOOK, **{step: False}) for step in STEPS]

    assert all(image.shape == (SIDE, SIDE) and image.dtype == np.uint8 for image in images)
    assert all((image != prepare(HOOK)).any() for image in images)
