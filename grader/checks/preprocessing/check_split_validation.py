"""Checks of split_validation."""

import numpy as np

from grader.checks.expect import array, cases, each, fixed, numbers, parts_of, shaped, untouched
from grader.checks.fresh import fresh
from grader.checks.generators import integers, splits
from grader.checks.preprocessing.pixels import FURTHER_SEEDS, SIZE

# Every pixel of image i is i, and its label is the last digit of i: an image tells which it is and what belongs to it.
COUNT = 50
IDENTITIES = np.arange(COUNT)
EXAMPLES = fixed(np.broadcast_to(IDENTITIES[:, np.newaxis, np.newaxis], (COUNT, SIZE, SIZE)), dtype=np.uint8)
LABELS = fixed(IDENTITIES % 10)
PARTS = ("train_images", "train_labels", "validation_images", "validation_labels")


def check_returns_four_parts_in_order(split_validation):
    """The order is training images and labels, then validation images and labels: 40 and 10 of 50."""
    expected = [shaped(40, SIZE, SIZE), shaped(40), shaped(10, SIZE, SIZE), shaped(10)]

    assert split_validation(EXAMPLES, LABELS) == each(PARTS, expected)


@cases(
    ("count", "fraction", "size"),
    {
        "3.5 of 14, less a little, are 3": (14, 0.24, 3),  # 3.36
        "1.75 of 7 are 2": (7, 0.25, 2),
        "2.5 of 10 are 2": (10, 0.25, 2),  # Python's round goes to the even one
        "3.3 of 10 are 3": (10, 0.33, 3),
        "29 % of 50 are 14": (50, 0.29, 14),  # 14.5 less a rounding error
        "a fraction of 0 sets nothing aside": (10, 0.0, 0),
        "a fraction of 1 sets all aside": (10, 1.0, 10),
    },
)
def check_rounds_the_number_of_validation_examples(split_validation, count, fraction, size):
    """round(n * fraction) examples are for validation, the others for training."""
    rest = count - size
    expected = [shaped(rest, SIZE, SIZE), shaped(rest), shaped(size, SIZE, SIZE), shaped(size)]

    assert split_validation(EXAMPLES[:count], LABELS[:count], fraction=fraction) == each(PARTS, expected)


def check_keeps_images_and_labels_paired(split_validation):
    """Every image keeps its label, in both parts."""
    train, train_labels, validation, validation_labels = _split(split_validation, fraction=0.4)

    for part, images, labels in [("training", train, train_labels), ("validation", validation, validation_labels)]:
        assert labels == array(images % 10), f"In the {part} part, labels no longer match their images."


def check_loses_and_repeats_nothing(split_validation):
    """Every example is in exactly one of the two parts."""
    train, _, validation, _ = _split(split_validation, fraction=0.4)
    both = np.intersect1d(train, validation)
    times = np.bincount(np.concatenate([train, validation]).astype(int), minlength=COUNT)

    assert not both.size, f"Image {both[0]:.0f} is in both parts: do not validate with images that you train on."
    assert times.max() == 1, f"Image {times.argmax()} occurs {times.max()} times."
    assert times.min() == 1, f"Image {times.argmin()} is in neither part."


def check_draws_validation_examples_at_random(split_validation):
    """The validation examples are drawn from everywhere: neither a block of neighbours nor every fifth."""
    for seed in (0, 1):
        _, _, validation, _ = _split(split_validation, seed=seed)
        _, times = np.unique(np.diff(np.sort(validation)), return_counts=True)
        # 10 of 50 can be drawn in ten thousand million ways; in 17,000 of them 8 or 9 of the 9 distances are equal.
        chosen = _listed(np.sort(validation))
        assert times.max(initial=0) < 8, (
            f"With seed {seed} the validation part is images {chosen}: shuffle before you split."
        )


@cases("seed", {"the default": {}, "seed 0": {"seed": 0}, "seed 7": {"seed": 7}})
def check_repeats_a_split(split_validation, seed):
    """The same seed gives the same split."""
    first = _split(split_validation, **seed)[2]
    again = _split(split_validation, **seed)[2]

    assert np.array_equal(first, again), (
        f"Called twice, it chose images {_listed(first)} for validation, then {_listed(again)}. "
        "Draw from np.random.default_rng(seed)."
    )


def check_splits_with_seed_0_unless_told_otherwise(split_validation):
    """Without a seed, the split is that of seed 0, the default in the signature."""
    default = np.sort(_split(split_validation)[2])
    chosen = np.sort(_split(split_validation, seed=0)[2])

    assert np.array_equal(default, chosen), (
        f"Without a seed it chose images {_listed(default)} for validation, with seed 0 {_listed(chosen)}. "
        "Keep `seed: int = 0` in the signature."
    )


def check_another_seed_splits_otherwise(split_validation):
    """Another seed gives another split."""
    # Chance gives two seeds the same 10 of 50 once in ten thousand million times.
    chosen = [np.sort(_split(split_validation, seed=seed)[2]) for seed in (0, 1)]

    assert not np.array_equal(*chosen), f"Seeds 0 and 1 both choose images {_listed(chosen[0])} for validation."


def check_splits_images_of_any_shape_and_dtype(split_validation):
    """Scaled images with a channel axis are split like any others; they keep their dtype, and labels keep theirs."""
    images = np.linspace(0, 1, 10 * SIZE * SIZE, dtype=np.float32).reshape(10, SIZE, SIZE, 1)
    shapes = [(8, SIZE, SIZE, 1), (8,), (2, SIZE, SIZE, 1), (2,)]
    expected = [shaped(*shape, dtype=dtype) for shape, dtype in zip(shapes, 2 * [np.float32, np.uint8], strict=True)]

    assert split_validation(images, np.arange(10, dtype=np.uint8)) == each(PARTS, expected)


def check_splitting_leaves_its_arguments_alone(split_validation):
    """The images and labels that you receive keep their order: shuffle a copy, or draw indices."""
    images, labels = split_validation.arguments_after(EXAMPLES, LABELS)

    assert images == untouched(EXAMPLES)
    assert labels == untouched(LABELS)


def _split(split_validation, **settings):
    """Which images are in the training part, their labels, which in the validation part, theirs."""
    found = [numbers(part) for part in parts_of(split_validation(EXAMPLES, LABELS, **settings), PARTS)]
    for name, part, axes in zip(PARTS, found, [3, 1, 3, 1], strict=True):
        assert part.ndim == axes, f"{name}: its shape is {part.shape}; it should have {axes} axes."
    for name, images in [(PARTS[0], found[0]), (PARTS[2], found[2])]:
        assert images.shape[1:] == (SIZE, SIZE), f"{name}: its shape is {images.shape}; images are 28 x 28."
        known = np.isin(images[:, :1, :1], IDENTITIES).all() and (images == images[:, :1, :1]).all()
        assert known, f"{name}: its pixels are not those of the given images."
    return found[0][:, 0, 0], found[1], found[2][:, 0, 0], found[3]


def _listed(indices):
    return ", ".join(f"{index:.0f}" for index in indices)


@fresh(15, given=splits)
def check_splits_fresh_examples(split_validation, given):
    """For any number, fraction and seed: correct sizes, pairs kept, nothing lost or repeated, the same result twice."""
    count, size = given["count"], round(given["count"] * given["fraction"])
    examples = np.arange(3 * count).reshape(count, 3) / 4  # example i begins with 3 / 4 of i
    places = np.arange(count)
    settings = {"fraction": given["fraction"], "seed": given["seed"]}
    expected = [shaped(count - size, 3), shaped(count - size), shaped(size, 3), shaped(size)]
    found = split_validation(examples, places, **settings)

    assert found == each(PARTS, expected)
    train, train_labels, validation, validation_labels = map(numbers, found)
    for part, rows, labels_of_part in [
        ("training", train, train_labels),
        ("validation", validation, validation_labels),
    ]:
        assert labels_of_part == array(rows[:, 0] / 0.75), f"In the {part} part, labels no longer match their examples."
    both = np.sort(np.concatenate([train_labels, validation_labels]))
    assert both == array(np.arange(count)), f"Both parts together hold examples {_listed(both)}."
    again = map(numbers, split_validation(examples, places, **settings))
    for before, after in zip(found, again, strict=True):
        assert after == array(numbers(before)), "Called twice with the same seed, it gave two splits."


@fresh(1, seed=integers(2, 100_000))
def check_fresh_seeds_split_otherwise(split_validation, seed):
    """Any two seeds give two splits."""
    first, *others = (np.sort(_split(split_validation, seed=seed + by)[2]) for by in (0, *FURTHER_SEEDS))

    for by, other in zip(FURTHER_SEEDS, others, strict=True):
        assert not np.array_equal(first, other), f"Seeds {seed} and {seed + by} both choose images {_listed(first)}."
