"""The digits that are made from scikit-learn's: who is in which part, and how they look."""

from dataclasses import replace

import numpy as np
import pytest

from grader.course import datasets, digits

FEW = digits.Recipe(train_images=40, test_images=10)  # per digit, made in a moment


@pytest.fixture(scope="module")
def whole() -> datasets.Arrays:
    return digits.make()


@pytest.fixture(scope="module")
def few() -> datasets.Arrays:
    return digits.make(FEW)


def digest(arrays: datasets.Arrays) -> str:
    return datasets._digest(map(datasets._identity, arrays.values()))


def test_they_are_shaped_like_mnist(whole: datasets.Arrays) -> None:
    assert {name: f"{array.dtype} {array.shape}" for name, array in whole.items()} == {
        "train_images": "uint8 (60000, 28, 28)",
        "train_labels": "uint8 (60000,)",
        "test_images": "uint8 (4000, 28, 28)",
        "test_labels": "uint8 (4000,)",
    }


def test_every_digit_is_there_as_often(whole: datasets.Arrays) -> None:
    assert np.bincount(whole["train_labels"]).tolist() == [6000] * 10
    assert np.bincount(whole["test_labels"]).tolist() == [400] * 10


def test_they_are_the_known_ones(whole: datasets.Arrays) -> None:
    """A change of the recipe needs new measurements, and then a new DIGITS_DIGEST."""
    assert digest(whole) == datasets.DIGITS_DIGEST


def test_making_them_again_makes_the_same(few: datasets.Arrays) -> None:
    assert digest(digits.make(FEW)) == digest(few)


@pytest.mark.parametrize(
    "other",
    [replace(FEW, split_seed=12345), replace(FEW, warp_seed=12345), replace(FEW, rotation=1.0)],
    ids=["another split", "another seed of the warps", "less rotation"],
)
def test_another_recipe_makes_others(other: digits.Recipe, few: datasets.Arrays) -> None:
    assert digest(digits.make(other)) != digest(few)
    assert other.digest() != FEW.digest()


def test_another_seed_of_the_test_warps_changes_the_test_images_alone(few: datasets.Arrays) -> None:
    other = digits.make(replace(FEW, test_warp_seed=12345))

    same = {name: np.array_equal(other[name], few[name]) for name in ("train_images", "train_labels", "test_images")}
    assert same == {"train_images": True, "train_labels": True, "test_images": False}


def test_no_source_is_both_trained_on_and_tested_on() -> None:
    _, labels = digits.load_sources()
    train, test = digits.split_sources(labels)

    assert sorted([*train, *test, *digits.UNREADABLE]) == list(range(1797))
    assert np.bincount(labels[test]).tolist() == [digits.RECIPE.test_sources] * 10


def test_images_come_from_their_own_part_and_carry_their_source_s_label(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each source is painted in a grey of its own part and digit, and must come out under that label."""
    _, labels = digits.load_sources()
    _, test = digits.split_sources(labels, FEW)
    grey = (10 + labels).astype(np.uint8)
    grey[test] += 100
    painted = np.broadcast_to(grey[:, None, None], (len(grey), 112, 112))
    monkeypatch.setattr(digits, "enlarge", lambda *_: painted)

    made = digits.make(FEW)

    np.testing.assert_array_equal(made["train_images"][:, 14, 14], 10 + made["train_labels"])
    np.testing.assert_array_equal(made["test_images"][:, 14, 14], 110 + made["test_labels"])


def test_every_source_is_used_about_as_often(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[np.ndarray] = []
    monkeypatch.setattr(digits, "vary", lambda _, order, *__: drawn.append(order))

    digits.make()

    for order, chosen in zip(drawn, digits.split_sources(digits.load_sources()[1]), strict=True):
        times = np.bincount(order, minlength=1797)[chosen]
        assert times.min() >= 10
        assert times.max() <= 1.4 * times.min()  # a part has 6 to 8 sources of a digit


@pytest.mark.parametrize("share", [0.05, 0.1, 0.2, 0.25])
def test_the_last_rows_share_no_source_with_the_rest(share: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keras' validation_split takes the last rows: it is honest where these are other people's digits."""
    drawn: list[np.ndarray] = []
    monkeypatch.setattr(digits, "vary", lambda _, order, *__: drawn.append(order))

    labels = digits.make()["train_labels"]

    at = round(len(labels) * (1 - share))
    assert not set(drawn[0][:at]) & set(drawn[0][at:])
    assert np.bincount(labels[at:]).tolist() == [round(6000 * share)] * 10


def test_they_look_like_mnist(whole: datasets.Arrays) -> None:
    """Measured on MNIST's training images: mean 33.3, 13 % brighter than half, 20 rows high, centred."""
    images = whole["train_images"]
    bright = images > 127
    weights = images.sum(axis=0, dtype=float)
    places = np.arange(28) - 13.5

    assert 28 < images.mean() < 40
    assert 0.11 < bright.mean() < 0.16
    assert 17 < bright.any(axis=2).sum(axis=1).mean() < 21
    assert (images.reshape(len(images), -1).max(axis=1) > 250).mean() > 0.99, "white strokes"
    assert images[:, [0, -1], :].any(axis=(1, 2)).mean() < 0.01, "a black margin above and below"
    assert images[:, :, [0, -1]].any(axis=(1, 2)).mean() < 0.01, "a black margin left and right"
    for axis in (0, 1):
        assert abs((weights.sum(axis=1 - axis) @ places) / weights.sum()) < 0.2, "centre of mass in the middle"


def test_no_two_images_are_the_same(whole: datasets.Arrays) -> None:
    everything = np.concatenate([whole["train_images"], whole["test_images"]])

    assert len({image.tobytes() for image in everything}) == len(everything)


def test_without_warps_an_image_is_its_source_enlarged() -> None:
    still = digits.Recipe(rotation=0, scaling=0, shear=0, shift=0, elastic=0)
    fine = digits.enlarge(digits.load_sources()[0][:5], still)

    images = digits.vary(fine, np.arange(5), np.random.default_rng(0), still)

    np.testing.assert_array_equal(images, fine[:, 2::4, 2::4])
