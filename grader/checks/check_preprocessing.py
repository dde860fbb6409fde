"""Checks of exercises/preprocessing.py. Oracle: values you can derive in your head, and NumPy's slicing."""

import numpy as np

from grader.checks.expect import array, cases, each, fixed, numbers, parts_of, refused, shaped, untouched
from grader.checks.fresh import fresh
from grader.checks.generators import encodings, integers, outside_labels, splits
from grader.checks.generators import images as image_sets

SIZE = 28  # pixels, down and across


# scale_pixels

# Each begins with a few fifths of 255 and is black otherwise; none is full ink, so that a maximum would mislead.
FIFTHS = np.zeros((2, SIZE, SIZE), dtype=np.uint8)
FIFTHS[0, 0, :3] = 51, 102, 153
FIFTHS[1, 0, :3] = 51, 51, 204
FIFTHS = fixed(FIFTHS)
GREYS = fixed(np.resize(np.arange(256), (1, SIZE, SIZE)), dtype=np.uint8)  # every grey value at least three times


def check_divides_by_255(scale_pixels):
    """51 of 255 becomes 0.2 and 204 becomes 0.8, whatever the largest pixel of the image."""
    fractions = np.zeros((2, SIZE, SIZE))
    fractions[0, 0, :3] = 0.2, 0.4, 0.6
    fractions[1, 0, :3] = 0.2, 0.2, 0.8

    assert scale_pixels(FIFTHS) == array(fractions)


def check_scales_every_grey(scale_pixels):
    """Each of the 256 grey values is divided by 255: 0 stays 0, and 255 becomes 1."""
    assert scale_pixels(GREYS) == array(GREYS.astype(np.float64) / 255)


def check_makes_float32(scale_pixels):
    """The result is float32: half the memory of float64, and the dtype that Keras uses."""
    assert scale_pixels(FIFTHS) == shaped(2, SIZE, SIZE, dtype=np.float32)


def check_scales_no_images(scale_pixels):
    """Without images, the result has shape (0, 28, 28)."""
    assert scale_pixels(np.zeros((0, SIZE, SIZE), np.uint8)) == shaped(0, SIZE, SIZE, dtype=np.float32)


def check_scaling_leaves_its_argument_alone(scale_pixels):
    """Your function does not change the images that it receives: they stay 0..255."""
    given = FIFTHS.copy()
    scale_pixels(given)

    assert given == untouched(FIFTHS)


# add_channel and flatten_images

# The pixels of two images, numbered in reading order: each value tells where it was.
NUMBERED = fixed(np.arange(2 * SIZE * SIZE).reshape(2, SIZE, SIZE))
DTYPES = {"uint8, as images come": np.uint8, "float32, as scaled": np.float32, "float64": np.float64, "bool": np.bool_}


def check_puts_the_channel_last(add_channel):
    """The new axis is the last one, and every pixel keeps its place."""
    assert add_channel(NUMBERED) == array(NUMBERED[:, :, :, np.newaxis])


@cases("dtype", DTYPES)
def check_adding_a_channel_keeps_the_dtype(add_channel, dtype):
    """The result has the dtype of the input."""
    assert add_channel(NUMBERED.astype(dtype)) == array(NUMBERED[..., np.newaxis].astype(dtype), dtype=dtype)


@cases("count", {"no images": 0, "one image": 1})
def check_adds_a_channel_to_few_images(add_channel, count):
    """The first axis counts images, even if there is one or none."""
    assert add_channel(NUMBERED[:count]) == shaped(count, SIZE, SIZE, 1)


def check_adding_a_channel_leaves_its_argument_alone(add_channel):
    """Your function does not change the images that it receives: three axes, same values."""
    given = NUMBERED.copy()
    add_channel(given)

    assert given == untouched(NUMBERED)


def check_lays_out_row_by_row(flatten_images):
    """The rows of an image follow one another: the pixels come in reading order."""
    assert flatten_images(NUMBERED) == array([np.arange(784), np.arange(784, 2 * 784)])


@cases("dtype", DTYPES)
def check_flattening_keeps_the_dtype(flatten_images, dtype):
    """The result has the dtype of the input."""
    assert flatten_images(NUMBERED.astype(dtype)) == array(np.arange(1568).reshape(2, 784).astype(dtype), dtype=dtype)


@cases("count", {"no images": 0, "one image": 1})
def check_flattens_few_images(flatten_images, count):
    """The first axis counts images, even if there is one or none."""
    assert flatten_images(NUMBERED[:count]) == shaped(count, 784)


def check_flattening_leaves_its_argument_alone(flatten_images):
    """Your function does not change the images that it receives: three axes, same values."""
    given = NUMBERED.copy()
    flatten_images(given)

    assert given == untouched(NUMBERED)


# one_hot


def check_marks_the_column_of_the_label(one_hot):
    """Row i has a single 1, in the column of label i, counted from zero."""
    expected = [[0, 0, 1], [1, 0, 0], [0, 1, 0], [0, 0, 1]]

    assert one_hot(np.array([2, 0, 1, 2]), num_classes=3) == array(expected)


def check_gives_each_of_ten_digits_its_column(one_hot):
    """The labels 0 to 9 in order make the identity matrix."""
    assert one_hot(np.arange(10)) == array(np.eye(10))


@cases(
    ("labels", "classes"),
    {
        "ten, unless told otherwise": ([1, 0], {}),
        "more than the labels need": ([1, 0], {"num_classes": 5}),
        "no label at all": ([], {}),
        "a single label": ([7], {}),
    },
)
def check_has_a_column_for_every_class(one_hot, labels, classes):
    """There are num_classes columns, whichever labels occur."""
    given = fixed(labels, dtype=np.int64)
    width = classes.get("num_classes", 10)

    assert one_hot(given, **classes) == array(np.eye(width)[given])


@cases("dtype", {"uint8, as MNIST's": np.uint8, "int32": np.int32, "int64": np.int64})
def check_makes_float32_rows(one_hot, dtype):
    """The rows are float32, whatever integer dtype the labels have."""
    expected = [[0, 1, 0], [0, 0, 1]]

    assert one_hot(np.array([1, 2], dtype=dtype), num_classes=3) == array(expected, dtype=np.float32)


@cases(
    ("labels", "classes", "reason"),
    {
        "one too many": ([1, 10], 10, "10 is not one of the ten labels, 0 to 9"),
        "a negative one": ([1, -1], 10, "-1 is not a label; NumPy would take it for the last column"),
        "far outside": ([300], 10, "300 is not one of the ten labels, 0 to 9"),
        "outside of three classes": ([0, 3], 3, "3 is not one of the three labels, 0 to 2"),
    },
)
def check_refuses_other_labels(one_hot, labels, classes, reason):
    """A label outside 0..k-1 raises a ValueError."""
    with refused(reason):
        one_hot(np.array(labels), num_classes=classes)


def check_encoding_leaves_its_argument_alone(one_hot):
    """Your function does not change the labels that it receives."""
    labels = np.array([2, 0, 1])
    one_hot(labels, num_classes=3)

    assert labels == untouched(np.array([2, 0, 1]))


# split_validation

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
    _, _, validation, _ = _split(split_validation)
    # 10 of 50 can be drawn in ten thousand million ways; in 115 of them they have equal distances.
    steps = np.unique(np.diff(np.sort(validation)))

    assert steps.size > 1, f"The validation part is images {_listed(np.sort(validation))}: shuffle before you split."


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


def check_splits_images_of_any_shape(split_validation):
    """Scaled images with a channel axis are split like any others."""
    images = np.linspace(0, 1, 10 * SIZE * SIZE, dtype=np.float32).reshape(10, SIZE, SIZE, 1)
    expected = [shaped(8, SIZE, SIZE, 1), shaped(8), shaped(2, SIZE, SIZE, 1), shaped(2)]

    assert split_validation(images, np.arange(10)) == each(PARTS, expected)


def check_splitting_leaves_its_arguments_alone(split_validation):
    """The images and labels that you receive keep their order: shuffle a copy, or draw indices."""
    images, labels = EXAMPLES.copy(), LABELS.copy()
    split_validation(images, labels)

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


# augment_images

LARGEST_SHIFT = 2  # pixels
SHIFTS = [(down, right) for down in range(-2, 3) for right in range(-2, 3)]


def shifted(image, down, right):
    """`image` moved by whole pixels, with zeros where it moved away."""
    moved = np.zeros_like(image)
    rows, columns = (slice(max(0, by), SIZE + min(0, by)) for by in (down, right))
    from_rows, from_columns = (slice(max(0, -by), SIZE + min(0, -by)) for by in (down, right))
    moved[rows, columns] = image[from_rows, from_columns]
    return moved


# No pixel is 0, so that a zero is one that was filled in, and no two neighbourhoods are alike.
PORTRAIT = fixed(np.random.default_rng(0).integers(1, 256, size=(SIZE, SIZE)), dtype=np.uint8)
SHIFT_OF = {shifted(PORTRAIT, *shift).tobytes(): shift for shift in SHIFTS}


def copies(count):
    """So many times the same image."""
    return np.repeat(PORTRAIT[np.newaxis], count, axis=0)


def check_augmented_images_have_their_shape(augment_images):
    """The result has as many images as the input, uint8 and 28 x 28."""
    assert augment_images(copies(3)) == shaped(3, SIZE, SIZE, dtype=np.uint8)


def check_moves_by_at_most_two_pixels_and_fills_with_zeros(augment_images):
    """Every image is moved by at most 2 pixels each way, with zeros in the gap."""
    images = np.stack([np.roll(PORTRAIT, 7 * turn, axis=0) for turn in range(4)])  # four that differ
    given = fixed(np.repeat(images, 5, axis=0))
    found = _images(augment_images(given), len(given))
    for index, (before, after) in enumerate(zip(given, found, strict=True)):
        if not any(np.array_equal(after, shifted(before, *shift)) for shift in SHIFTS):
            raise AssertionError(f"Image {index} {_what_became_of(before, after)}")


def check_images_move_each_on_its_own(augment_images):
    """Each image gets its own shift."""
    # 20 equal images move alike with a chance of 25 ** -19.
    found = _shifts(augment_images(copies(20)), 20)

    assert len(set(found)) > 1, f"All 20 images moved by {_shift_as_text(found[0])}: draw a shift for each."


def check_every_shift_occurs(augment_images):
    """Up and down, left and right, by 0, 1 or 2 pixels: each of the 25 shifts occurs among many images."""
    # One of 25 equally likely shifts is missing among 500 with a chance of 25 * (24 / 25) ** 500 = 0.00000003.
    missing = set(SHIFTS) - set(_shifts(augment_images(copies(500)), 500))

    assert not missing, (
        f"Among 500 images, {len(missing)} of the 25 shifts never occur, such as {_shift_as_text(min(missing))}: "
        "draw both numbers from -2, -1, 0, 1, 2."
    )


@cases("seed", {"the default": {}, "seed 0": {"seed": 0}, "seed 7": {"seed": 7}})
def check_repeats_an_augmentation(augment_images, seed):
    """The same seed gives the same result."""
    first = _images(augment_images(copies(20), **seed), 20)
    again = _images(augment_images(copies(20), **seed), 20)

    assert np.array_equal(first, again), "Called twice, it gave two results. Draw from np.random.default_rng(seed)."


def check_augments_with_seed_0_unless_told_otherwise(augment_images):
    """Without a seed, the result is that of seed 0, the default in the signature."""
    default = _images(augment_images(copies(20)), 20)
    chosen = _images(augment_images(copies(20), seed=0), 20)

    assert np.array_equal(default, chosen), (
        "Without a seed it gave another result than with seed 0. Keep `seed: int = 0` in the signature."
    )


def check_another_seed_augments_otherwise(augment_images):
    """Another seed gives another result."""
    # 20 images get the same shifts from two seeds with a chance of 25 ** -20.
    found = [_images(augment_images(copies(20), seed=seed), 20) for seed in (0, 1)]

    assert not np.array_equal(*found), "Seeds 0 and 1 give the same result. Draw from np.random.default_rng(seed)."


@cases("count", {"no images": 0, "one image": 1})
def check_augments_few_images(augment_images, count):
    """The first axis counts images, even if there is one or none."""
    assert augment_images(copies(count)) == shaped(count, SIZE, SIZE, dtype=np.uint8)


def check_augmenting_leaves_its_argument_alone(augment_images):
    """Your function does not change the images that it receives."""
    given = copies(20)
    augment_images(given)

    assert given == untouched(copies(20))


def _images(answer, count):
    """The answer as an array of so many images."""
    reason = shaped(count, SIZE, SIZE, dtype=np.uint8).why(answer)
    assert reason is None, reason
    return numbers(answer)


def _shifts(answer, count):
    """By how much each copy of the portrait has moved, down and right, where that can be said."""
    found = [SHIFT_OF.get(image.tobytes()) for image in _images(answer, count)]
    known = [shift for shift in found if shift is not None]
    assert known, "No image is the given one, moved by at most 2 whole pixels, with zeros filled in."
    return known


def _what_became_of(before, after):
    """The likeliest thing that was done to an image, as the end of a sentence."""
    for shift in SHIFTS:
        if np.array_equal(after, np.roll(before, shift, axis=(0, 1))):
            return f"moved by {_shift_as_text(shift)}, and pixels came back on the other side: fill with zeros."
    inner = slice(LARGEST_SHIFT, -LARGEST_SHIFT)
    for shift in SHIFTS:
        if np.array_equal(after[inner, inner], shifted(before, *shift)[inner, inner]):
            return f"moved by {_shift_as_text(shift)}, and the gap is not 0: fill it with zeros."
    for shift in [(down, right) for down in range(-6, 7) for right in range(-6, 7)]:
        if np.array_equal(after, shifted(before, *shift)):
            return f"moved by {_shift_as_text(shift)}: at most {LARGEST_SHIFT} in each direction."
    return "is not the given one, moved by whole pixels, with zeros in the gap."


def _shift_as_text(shift):
    down, right = shift
    return f"{abs(down)} {'up' if down < 0 else 'down'} and {abs(right)} {'left' if right < 0 else 'right'}"


# Fresh inputs: drawn for each grading, and held to the rules above.

PIXELS = (np.uint8, np.float32, np.float64, np.bool_, np.int64)  # dtypes of images


@fresh(20, given=image_sets())
def check_scales_fresh_images(scale_pixels, given):
    """Any images are divided by 255."""
    assert scale_pixels(given) == array(given / 255, dtype=np.float32)


@fresh(20, given=image_sets(dtypes=PIXELS))
def check_adds_a_channel_to_fresh_images(add_channel, given):
    """Any images get a last axis, and keep every pixel and their dtype."""
    assert add_channel(given) == array(given[:, :, :, np.newaxis], dtype=given.dtype)


@fresh(20, given=image_sets(dtypes=PIXELS))
def check_flattens_fresh_images(flatten_images, given):
    """Any images are read row by row, whatever their order in memory."""
    rows = [[pixel for row in image for pixel in row] for image in given.tolist()]

    assert flatten_images(given) == array(rows, dtype=given.dtype)


@fresh(given=encodings())
def check_marks_fresh_labels(one_hot, given):
    """Any label is marked in its column."""
    rows = [[float(label == column) for column in range(given["num_classes"])] for label in given["labels"].tolist()]
    expected = np.array(rows, dtype=np.float32).reshape(len(rows), given["num_classes"])

    assert one_hot(given["labels"], num_classes=given["num_classes"]) == array(expected, dtype=np.float32)


@fresh(20, given=outside_labels())
def check_refuses_fresh_labels_outside(one_hot, given):
    """Any label outside 0..k-1 raises a ValueError."""
    largest = given["num_classes"] - 1
    outside = next(label for label in given["labels"].tolist() if not 0 <= label <= largest)
    with refused(f"{outside} is not a label of {largest + 1} classes, which are 0 to {largest}"):
        one_hot(given["labels"], num_classes=given["num_classes"])


@fresh(15, given=splits())
def check_splits_fresh_examples(split_validation, given):
    """For any number, fraction and seed: correct sizes, pairs kept, nothing lost or repeated, the same result twice."""
    count, size = given["count"], round(given["count"] * given["fraction"])
    examples = np.arange(3 * count).reshape(count, 3)  # example i begins with 3 * i
    settings = {"fraction": given["fraction"], "seed": given["seed"]}
    expected = [shaped(count - size, 3), shaped(count - size), shaped(size, 3), shaped(size)]
    found = split_validation(examples, examples[:, 0] // 3, **settings)

    assert found == each(PARTS, expected)
    train, train_labels, validation, validation_labels = map(numbers, found)
    for part, rows, labels_of_part in [
        ("training", train, train_labels),
        ("validation", validation, validation_labels),
    ]:
        assert labels_of_part == array(rows[:, 0] // 3), f"In the {part} part, labels no longer match their examples."
    both = np.sort(np.concatenate([train_labels, validation_labels]))
    assert both == array(np.arange(count)), f"Both parts together hold examples {_listed(both)}."
    again = map(numbers, split_validation(examples, examples[:, 0] // 3, **settings))
    for before, after in zip(found, again, strict=True):
        assert after == array(numbers(before)), "Called twice with the same seed, it gave two splits."


@fresh(1, seed=integers(2, 100_000))
def check_fresh_seeds_split_otherwise(split_validation, seed):
    """Any two seeds give two splits."""
    chosen = [np.sort(_split(split_validation, seed=each)[2]) for each in (seed, seed + 1)]

    assert not np.array_equal(*chosen), f"Seeds {seed} and {seed + 1} both choose images {_listed(chosen[0])}."


@fresh(15, given=image_sets(), seed=integers(0, 100_000))
def check_moves_fresh_images(augment_images, given, seed):
    """Any images move by at most 2 pixels each way, with zeros in the gap, and the same seed moves them the same."""
    found = _images(augment_images(given, seed=seed), len(given))
    for index, (before, after) in enumerate(zip(given, found, strict=True)):
        if not any(np.array_equal(after, shifted(before, *shift)) for shift in SHIFTS):
            raise AssertionError(f"Image {index} {_what_became_of(before, after)}")
    again = _images(augment_images(given, seed=seed), len(given))
    assert np.array_equal(found, again), "Called twice with the same seed, it gave two results."


@fresh(1, seed=integers(2, 100_000))
def check_every_shift_occurs_with_a_fresh_seed(augment_images, seed):
    """With any seed, each of the 25 shifts occurs among many images, and another seed gives other shifts."""
    found = [_shifts(augment_images(copies(500), seed=each), 500) for each in (seed, seed + 1)]
    missing = set(SHIFTS) - set(found[0])

    assert not missing, f"With seed {seed}, {len(missing)} of the 25 shifts never occur among 500 images."
    assert found[0] != found[1], f"Seeds {seed} and {seed + 1} give the same result."
