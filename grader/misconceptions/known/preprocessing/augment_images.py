"""What goes wrong in augment_images."""

from functools import lru_cache

import numpy as np

from grader.checks.expect import numbers
from grader.misconceptions.known.preprocessing.preprocessing_shared import _of_seeds, _setting
from grader.misconceptions.registry import misconception

SIDE = 28  # pixels
FARTHEST = 7  # pixels that a shift is looked for
FEW = 100  # images: so many never keep their rows by chance once in 10 ** 9 times


def _shifted(image, down, right, fill=0):
    """`image` moved by whole pixels; `fill` is a number, or an image that is moved over."""
    moved = np.empty_like(image)
    moved[...] = fill
    rows, columns = (slice(max(0, by), SIDE + min(0, by)) for by in (down, right))
    from_rows, from_columns = (slice(max(0, -by), SIDE + min(0, -by)) for by in (down, right))
    moved[rows, columns] = image[from_rows, from_columns]
    return moved


def _padded(image, down, right, mode):
    padded = np.pad(image, FARTHEST, mode=mode)
    return padded[FARTHEST - down : FARTHEST - down + SIDE, FARTHEST - right : FARTHEST - right + SIDE]


def _moves(before, after, known):
    """(how the gap was filled, down, right) of one image, or None; `known` keeps what was computed for others."""
    key = before.tobytes()
    if key not in known:
        near = [(down, right) for down in range(-2, 3) for right in range(-2, 3)]
        table = {np.rot90(before, 2).tobytes(): ("turned", 0, 0), before[:, ::-1].tobytes(): ("mirrored", 0, 0)}
        table |= {before[::-1].tobytes(): ("mirrored", 0, 0), before.T.tobytes(): ("turned", 0, 0)}
        table |= {np.rot90(before, turn).tobytes(): ("turned", 0, 0) for turn in (1, 3)}
        for shift in near:
            table[_shifted(before, *shift, before).tobytes()] = ("kept", *shift)
        for shift in near:
            for mode in ("edge", "reflect", "symmetric"):
                table[_padded(before, *shift, mode).tobytes()] = ("edges", *shift)
            for fill in (255, 128, 127, 1, int(before.mean())):
                table[_shifted(before, *shift, fill).tobytes()] = ("filled", *shift)
        for down, right in near:  # with one of the two gaps blanked
            lines = _shifted(np.roll(before, right, axis=1), down, 0)
            table[lines.tobytes()] = ("wrapped", down, right)
            table[_shifted(np.roll(before, down, axis=0), 0, right).tobytes()] = ("wrapped", down, right)
        for down in range(-FARTHEST, FARTHEST + 1):
            for right in range(-FARTHEST, FARTHEST + 1):
                table[np.roll(before, (down, right), axis=(0, 1)).tobytes()] = ("wrapped", down, right)
        for down in range(-FARTHEST, FARTHEST + 1):
            for right in range(-FARTHEST, FARTHEST + 1):
                table[_shifted(before, down, right).tobytes()] = ("zeros", down, right)
        known[key] = table
    return known[key].get(after.tobytes())


@lru_cache(maxsize=1)  # all misconceptions ask the same
def _augmentation_mistakes(evidence):
    """The names of all that is wrong with an augmentation."""
    calls = [call for call in evidence.calls if call.answered]
    assert calls
    answers = [numbers(call.returned) for call in calls]
    sizes = [(len(call.args[0]), answer.shape) for call, answer in zip(calls, answers, strict=True)]
    assert any(n for n, _ in sizes)  # what becomes of no images tells nothing
    if all(shape == (2 * n, SIDE, SIDE) for n, shape in sizes):
        return {"returned_both"}
    if all(len(shape) == 3 and shape[0] == n and shape[1:] != (SIDE, SIDE) for n, shape in sizes if n):
        return {"changed_the_size"}
    assert all(shape == (n, SIDE, SIDE) for n, shape in sizes if n)
    if all(np.array_equal(call.args[0], answer) for call, answer in zip(calls, answers, strict=True)):
        return {"moved_nothing"}
    found, known = set(), {}
    whole = all(np.array_equal(answer, np.round(answer)) for answer in answers)
    if answers[0].dtype.kind == "f" and max(answer.max(initial=0) for answer in answers) <= 1:
        return {"scaled_the_images"}
    assert whole
    moves = [
        [_moves(before, after, known) for before, after in zip(call.args[0], answer.astype(np.uint8), strict=True)]
        for call, answer in zip(calls, answers, strict=True)
        if len(answer)
    ]
    every = [move for several in moves for move in several]
    if None in every:
        return _unknown_moves(calls, answers) or _wiped(calls, answers, known)
    how = {move[0] for move in every}
    if "kept" in how:
        how.discard("edges")  # moved by one pixel, what was there and the repeated edge are the same
    names = {"wrapped": "wrapped_around", "edges": "repeated_the_edges", "filled": "filled_with_ink"}
    names |= {"kept": "kept_the_old_pixels", "mirrored": "mirrored_the_images", "turned": "turned_the_images"}
    found |= {name for kind, name in names.items() if kind in how}
    if "mirrored_the_images" in found or "turned_the_images" in found:
        return found
    found |= _wrong_shifts(moves, {move[1:] for move in every})
    results = {}
    for call, answer in zip(calls, answers, strict=True):
        if len(answer) == 20 and (call.args[0] == call.args[0][:1]).all():
            results.setdefault(_setting(call, "seed", 0), []).append(answer)
    found |= _of_seeds(results)
    return found or (_without_images(evidence) | _wrong_forms(calls, answers))


def _without_images(evidence):
    """Images are all moved, and where there are none, something else happens than that none come back."""
    some = [call for call in evidence.calls if len(call.args[0])]
    none = [call for call in evidence.calls if not len(call.args[0])]
    right = all(call.answered and numbers(call.returned).shape == call.args[0].shape for call in none)
    return {"lost_the_shape_without_images"} if all(call.answered for call in some) and not right else set()


def _wiped(calls, answers, known):
    """The mistake where images that stay in their rows, or in their columns, come back blank."""
    found = [
        (_moves(before, after, known), after)
        for call, answer in zip(calls, answers, strict=True)
        for before, after in zip(call.args[0], answer.astype(np.uint8), strict=True)
        if before.all()  # a move leaves something of an image without a 0
    ]
    shifts = [move[1:] for move, _ in found if move and move[0] == "zeros"]
    blank = [after for move, after in found if move is None and not after.any()]
    never = any(all(shift[axis] for shift in shifts) for axis in (0, 1))
    many = min(len(shifts), len(blank)) > FEW and len(shifts) + len(blank) == len(found)
    return {"wiped_the_image"} if never and many else set()


def _wrong_forms(calls, answers):
    found = {"another_dtype"} if any(answer.dtype != np.uint8 for answer in answers if len(answer)) else set()
    return found | ({"moved_in_place"} if any(call.changed for call in calls) else set())


def _unknown_moves(calls, answers):
    """The mistake in images that were not moved by whole pixels."""
    pairs = [(call.args[0], answer) for call, answer in zip(calls, answers, strict=True) if len(answer)]
    different = [(before, after) for before, after in pairs if not (before == before[:1]).all()]
    known = {}
    for before, after in different:
        moved = after.astype(np.uint8)
        originals = list({image.tobytes(): image for image in before}.values())
        others = [not _moves(image, one, known) for image, one in zip(before, moved, strict=True)]
        # Where most are moves of their own image, the others may be so by chance.
        if sum(others) * 2 >= len(others) and all(
            any(_moves(image, one, known) for image in originals) for one in moved
        ):
            return {"changed_the_order"}
    return set()


def _wrong_shifts(moves, shifts):
    """The mistakes that the shifts of all images show."""
    many = [{move[1:] for move in several} for several in moves if len(several) >= 10]
    if not many:  # where the larger calls raised an exception, the few shifts left may be so by chance
        return set()
    if all(len(some) == 1 for some in many):
        return {"one_shift_for_all"}
    down, right = ({shift[axis] for shift in shifts} for axis in (0, 1))
    found = set()
    if all(shift[0] == shift[1] for shift in shifts) or all(shift[0] == -shift[1] for shift in shifts):
        found.add("one_number_for_both")
    elif down == {0} or right == {0}:
        found.add("moved_along_one_axis")
    elif max(max(map(abs, shift)) for shift in shifts) > 2:
        found.add("moved_too_far")
    elif all(not shift[0] or not shift[1] for shift in shifts):
        found.add("moved_along_one_axis")
    elif (down <= {0, 1, 2} and right <= {0, 1, 2}) or (down <= {0, -1, -2} and right <= {0, -1, -2}):
        found.add("moved_one_way")
    elif not {-2, 2} & (down | right):
        found.add("moved_by_one_at_most")
    elif {-2, 2} - (down & right):
        found.add("left_out_a_shift")
    elif 0 not in down or 0 not in right or (0, 0) not in shifts or 1 not in down or 1 not in right:
        found.add("never_by_nothing")
    return found


def _augmented(name):
    return lambda evidence: _augmentation_mistakes(evidence) == {name}


def _draws(images, seed, lowest=-2, highest=2):
    return np.random.default_rng(seed).integers(lowest, highest, size=(len(images), 2), endpoint=True)


def _moved(images, shifts, mode="constant", **settings):
    """Every image moved by its shift."""
    result = np.zeros_like(images)
    for index, (down, right) in enumerate(shifts):
        padded = np.pad(images[index], 8, mode=mode, **settings)
        result[index] = padded[8 - down : 36 - down, 8 - right : 36 - right]
    return result


@misconception("augment_images", seen=_augmented("wrapped_around"))
def wrapped_around(images, seed=0):
    """Pixels that leave on one side come back on the other, as with np.roll. Fill the gap with zeros."""
    return _moved(images, _draws(images, seed), mode="wrap")


@misconception("augment_images", seen=_augmented("one_shift_for_all"))
def one_shift_for_all(images, seed=0):
    """All images move alike: you draw the shift once, or make a new generator for each image.

    Draw one shift per image.
    """
    return _moved(images, np.repeat(_draws(images[:1], seed), len(images), axis=0))


@misconception("augment_images", seen=_augmented("moved_one_way"))
def moved_one_way(images, seed=0):
    """Images move only down and to the right (or up and to the left). Draw both numbers from -2 to 2."""
    return _moved(images, _draws(images, seed, 0, 2))


@misconception("augment_images", seen=_augmented("moved_along_one_axis"))
def moved_along_one_axis(images, seed=0):
    """Images move along one axis only: up and down, or left and right. Draw a number for each of the two."""
    return _moved(images, _draws(images, seed) * [1, 0])


@misconception("augment_images", seen=_augmented("one_number_for_both"))
def one_number_for_both(images, seed=0):
    """You draw one number for both directions, so images move along a diagonal. Draw two."""
    return _moved(images, _draws(images, seed)[:, [0, 0]])


@misconception("augment_images", seen=_augmented("left_out_a_shift"))
def left_out_a_shift(images, seed=0):
    """No image moves by 2 to one of the sides: integers(-2, 2) excludes the 2. The shifts are -2, -1, 0, 1 and 2."""
    return _moved(images, _draws(images, seed, -2, 1))


@misconception("augment_images", seen=_augmented("moved_by_one_at_most"))
def moved_by_one_at_most(images, seed=0):
    """No image moves by 2 pixels: yours move by one at most. The shifts are -2, -1, 0, 1 and 2."""
    return _moved(images, _draws(images, seed, -1, 1))


@misconception("augment_images", seen=_augmented("never_by_nothing"))
def never_by_nothing(images, seed=0):
    """A shift between -2 and 2, such as 0, never occurs. Draw from all five numbers."""
    return _moved(images, np.random.default_rng(seed).choice([-2, -1, 1, 2], size=(len(images), 2)))


@misconception("augment_images", seen=_augmented("moved_too_far"))
def moved_too_far(images, seed=0):
    """Some images move by more than 2 pixels, so a digit may lose a part. Draw from -2 to 2."""
    return _moved(images, _draws(images, seed, -4, 4))


@misconception("augment_images", seen=_augmented("repeated_the_edges"))
def repeated_the_edges(images, seed=0):
    """You fill the gap with pixels of the image, repeated or mirrored at its edge. Fill it with zeros."""
    return _moved(images, _draws(images, seed), mode="edge")


@misconception("augment_images", seen=_augmented("kept_the_old_pixels"))
def kept_the_old_pixels(images, seed=0):
    """The gap shows the old image: you move it over a copy of itself. Move it over zeros."""
    draws = _draws(images, seed)
    moved = [_shifted(image, *shift, image) for image, shift in zip(images, draws, strict=True)]
    return np.array(moved, dtype=images.dtype).reshape(images.shape)


@misconception("augment_images", seen=_augmented("filled_with_ink"))
def filled_with_ink(images, seed=0):
    """You fill the gap with a number other than 0. Background is 0, and ink is 255."""
    return _moved(images, _draws(images, seed), constant_values=255)


@misconception("augment_images", seen=_augmented("ignored_the_seed"))
def seed_ignored(images, seed=0):
    """The same seed gives another result each time. Draw from np.random.default_rng(seed)."""
    return _moved(images, _draws(images, None))


@misconception("augment_images", seen=_augmented("always_the_same_seed"))
def seed_in_the_code(images, seed=0):
    """All seeds give the same result: your code has a fixed seed. Draw from np.random.default_rng(seed)."""
    return _moved(images, _draws(images, 42))


@misconception("augment_images", seen=_augmented("took_seed_0_for_none"))
def seed_0_taken_for_none(images, seed=0):
    """Seed 0 gives another result each time: `if seed` and `seed or ...` treat 0 as no seed.

    It is a seed like any other.
    """
    return _moved(images, _draws(images, seed or None))


@misconception("augment_images", seen=_augmented("moved_nothing"))
def moved_nothing(images, seed=0):
    """The images come back unchanged. Move each by its own shift."""
    return images.copy()


@misconception("augment_images", seen=_augmented("changed_the_size"))
def changed_the_size(images, seed=0):
    """Your images have another size: for example, the padded margin is still there (or too much is cut off).

    They stay 28 x 28.
    """
    return np.pad(images, [(0, 0), (2, 2), (2, 2)])


@misconception("augment_images", seen=_augmented("returned_both"))
def returned_both(images, seed=0):
    """You return the old images together with the moved ones. Return only the moved ones, as many as came in."""
    return np.concatenate([images, _moved(images, _draws(images, seed))])


@misconception("augment_images", seen=_augmented("changed_the_order"))
def changed_the_order(images, seed=0):
    """The images come back in another order, so their labels no longer fit. Each keeps its place."""
    return _moved(images, _draws(images, seed))[::-1]


@misconception("augment_images", seen=_augmented("mirrored_the_images"))
def mirrored_the_images(images, seed=0):
    """You mirror the images. A mirrored digit is not a digit, or a different one: move them by whole pixels."""
    return images[:, :, ::-1].copy()


@misconception("augment_images", seen=_augmented("turned_the_images"))
def turned_the_images(images, seed=0):
    """You turn the images. A 6 upside down is a 9: move them by whole pixels."""
    return np.rot90(images, 2, axes=(1, 2)).copy()


@misconception("augment_images", seen=_augmented("scaled_the_images"))
def scaled_the_images(images, seed=0):
    """You scale the pixels as well. They stay uint8, 0 to 255."""
    return (_moved(images, _draws(images, seed)) / 255).astype(np.float32)


@misconception("augment_images", seen=_augmented("wiped_the_image"))
def wiped_the_image(images, seed=0):
    """An image that keeps its rows (or columns) comes back blank: moved[0:] = 0 clears it, as moved[-0:] does.

    Clear the gap only where there is a shift.
    """
    shifts = _draws(images, seed)
    return _moved(images, shifts) * shifts.all(axis=1)[:, np.newaxis, np.newaxis].astype(np.uint8)


@misconception("augment_images", seen=_augmented("lost_the_shape_without_images"))
def lost_the_shape_without_images(images, seed=0):
    """With no images, your function fails or loses the shape. Zero images have the shape (0, 28, 28)."""
    return np.array(list(_moved(images, _draws(images, seed))), dtype=np.uint8)


@misconception("augment_images", form=True, seen=_augmented("another_dtype"))
def another_dtype(images, seed=0):
    """The images are moved correctly, but their dtype changed. They stay uint8."""
    return _moved(images, _draws(images, seed)).astype(np.float32)


@misconception("augment_images", form=True, seen=_augmented("moved_in_place"))
def moved_in_place(images, seed=0):
    """The images are moved correctly, but you also changed the images that you receive. Work on a copy."""
    images[...] = _moved(images, _draws(images, seed))
    return images.copy()
