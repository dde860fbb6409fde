"""Checks of augment_images."""

import numpy as np

from grader.checks.expect import cases, fixed, numbers, shaped, untouched
from grader.checks.fresh import fresh
from grader.checks.generators import images as image_sets
from grader.checks.generators import integers
from grader.checks.preprocessing.pixels import FURTHER_SEEDS, SIZE

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


def check_every_image_moves(augment_images):
    """Every image is moved, the first and the last too: none stays where it is with each of ten seeds."""
    # One of 20 images stays with all ten seeds with a chance of 20 * 25 ** -10.
    still = np.ones(20, dtype=bool)
    for seed in range(10):
        still &= (_images(augment_images(copies(20), seed=seed), 20) == PORTRAIT).all(axis=(1, 2))

    assert not still.any(), f"Image {still.argmax()} of 20 never moves, whatever the seed: draw a shift for each image."


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
    (after,) = augment_images.arguments_after(copies(20))

    assert after == untouched(copies(20))


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
    first, *others = (_shifts(augment_images(copies(500), seed=seed + by), 500) for by in (0, *FURTHER_SEEDS))
    missing = set(SHIFTS) - set(first)

    assert not missing, f"With seed {seed}, {len(missing)} of the 25 shifts never occur among 500 images."
    for by, other in zip(FURTHER_SEEDS, others, strict=True):
        assert first != other, f"Seeds {seed} and {seed + by} give the same result."
