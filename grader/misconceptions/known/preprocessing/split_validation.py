"""What goes wrong in split_validation."""

import re
from functools import lru_cache

import numpy as np

from grader.checks.expect import numbers, parts_of
from grader.misconceptions.evidence import was_refused
from grader.misconceptions.known.preprocessing.preprocessing_shared import _of_seeds, _setting
from grader.misconceptions.registry import misconception

# split_validation and augment_images: what their answers show, whatever the numbers that were drawn

PARTS = ("train_images", "train_labels", "validation_images", "validation_labels")


def _rightly_sized(count, fraction):
    return round(count * fraction)


# Other numbers of validation examples than round(n * fraction)
SIZES = {
    "cut_the_number_off": lambda count, fraction: int(count * fraction),
    "rounded_the_number_up": lambda count, fraction: int(np.ceil(count * fraction)),
    "took_the_fraction_for_training": lambda count, fraction: round(count * (1 - fraction)),
    "at_least_one_example": lambda count, fraction: max(1, round(count * fraction)),
    "counted_from_the_end": lambda count, fraction: round(count * fraction) or count,
    "set_nothing_aside": lambda count, fraction: 0,
}


# The same with a fifth, whatever the fraction
FIFTHS = (
    lambda count, fraction: round(count * 0.2),
    lambda count, fraction: count // 5,
    lambda count, fraction: -(-count // 5),
)

# The same with a fraction that was made a whole number first
WHOLE_FRACTIONS = (
    lambda count, fraction: round(fraction) * count,
    lambda count, fraction: int(fraction) * count,
)


@lru_cache(maxsize=1)  # all misconceptions ask the same
def _split_mistakes(evidence):
    """The names of all that is wrong with a split."""
    calls = [call for call in evidence.calls if call.answered]
    assert calls
    if any(isinstance(call.returned, list | tuple) and len(call.returned) == 2 for call in calls):
        pairs = [call.returned for call in calls if isinstance(call.returned, list | tuple)]
        nested = all(isinstance(part, list | tuple) and len(part) == 2 for pair in pairs for part in pair)
        return {"returned_two_pairs"} if nested else {"left_out_the_labels"}
    answers = [[numbers(part) for part in parts_of(call.returned, PARTS)] for call in calls]
    axes = [call.args[0].ndim for call in calls]
    if all([part.ndim for part in parts] == [n, n, 1, 1] for parts, n in zip(answers, axes, strict=True)):
        return {"in_scikit_learns_order"}
    if all([part.ndim for part in parts] == [1, n, 1, n] for parts, n in zip(answers, axes, strict=True)):
        return {"labels_before_images"}
    assert all([part.ndim for part in parts] == [n, 1, n, 1] for parts, n in zip(answers, axes, strict=True))
    found = set(_wrong_sizes(calls, answers)) or _tossed_for_each(calls, answers)
    if not found and not _are_rightly_sized(calls, answers):  # parts of unknown lengths tell next to nothing
        return _taken_out_once(calls, answers)
    if "validation_first" in found:
        answers = [parts[2:] + parts[:2] for parts in answers]
    found |= _wrong_examples(calls, answers) | _wrong_seeds(calls, answers)
    found |= {"shuffled_in_place"} if not found and any(call.changed for call in calls) else set()
    return found or _refused_whole_parts(evidence)


def _refused_whole_parts(evidence):
    """The mistake where a part without examples, and nothing else, is refused with a ValueError."""
    refused = [call for call in evidence.calls if not call.answered]
    fractions = [_setting(call, "fraction", 0.2) for call in refused]
    sizes = [round(len(call.args[0]) * fraction) for call, fraction in zip(refused, fractions, strict=True)]
    empty = all(size in (0, len(call.args[0])) for call, size in zip(refused, sizes, strict=True))
    right = bool(refused) and empty and {0, 1} & {*fractions}
    return {"refused_an_empty_part"} if right and all(map(_is_refusal, refused)) else set()


def _is_refusal(call):
    """Whether it ended in a ValueError that the student's own `raise` gave, or scikit-learn."""
    said = re.search(r"\b(?:test|train)_size\b|train set will be empty", str(call.error))
    return isinstance(call.error, ValueError) and (was_refused(call) or said is not None)


def _tossed_for_each(calls, answers):
    """Whether nothing is lost, and the number set aside is sometimes too small, sometimes too large, by the seed."""
    sizes, off = {}, set()
    for call, (train, _, validation, _) in zip(calls, answers, strict=True):
        n, fraction = len(call.args[0]), _setting(call, "fraction", 0.2)
        sizes.setdefault((n, fraction), set()).add(len(validation))
        off.add(np.sign(len(validation) - round(n * fraction)))
        if len(train) + len(validation) != n:
            return set()
    varies = any(len(several) > 1 for several in sizes.values())
    return {"tossed_for_each"} if varies and {-1, 1} <= off else set()


def _taken_out_once(calls, answers):
    """Whether validation examples were drawn with replacement, so that more than the others are left for training."""
    for (n, fraction), lengths in zip(_asked(calls), [tuple(map(len, parts)) for parts in answers], strict=True):
        train, size = lengths[0], _rightly_sized(n, fraction)
        if lengths != (train, train, size, size) or train < n - size:
            return set()
    found = _wrong_examples(calls, answers) | _wrong_seeds(calls, answers)
    return found if "drew_with_replacement" in found else set()


def _asked(calls):
    """The number of examples and the fraction of each call."""
    return [(len(call.args[0]), _setting(call, "fraction", 0.2)) for call in calls]


def _lengths(count, size):
    """Those of the four parts."""
    return count - size, count - size, size, size


def _are_rightly_sized(calls, answers):
    right = [_lengths(n, _rightly_sized(n, fraction)) for n, fraction in _asked(calls)]
    return right == [tuple(map(len, parts)) for parts in answers]


def _wrong_sizes(calls, answers):
    """The mistakes that the lengths of the parts show."""
    if _are_rightly_sized(calls, answers):
        return
    asked = _asked(calls)
    sizes = [tuple(map(len, parts)) for parts in answers]

    def all_are(*wanted):
        return all(size == parts for size, parts in zip(sizes, wanted, strict=True))

    def pairs(size_of):
        return [_lengths(n, size_of(n, fraction)) for n, fraction in asked]

    right = pairs(_rightly_sized)
    if all_are(*[(n, n, n, n) for n, _ in asked]):
        yield "returned_everything_twice"
    if all_are(*[(n, n, size, size) for (n, _), (_, _, size, _) in zip(asked, right, strict=True)]):
        yield "trained_on_everything"
    first = all_are(*[(c, d, a, b) for a, b, c, d in right])
    if first:
        # either the parts are exchanged, or the fraction; they cannot be told apart, and the parts are the likelier
        yield "validation_first"
    for name, size_of in SIZES.items():
        if name == "took_the_fraction_for_training" and first:
            continue
        if all_are(*pairs(size_of)):
            yield name
    if any(all_are(*pairs(size_of)) for size_of in FIFTHS):
        yield "ignored_the_fraction"
    if any(all_are(*pairs(size_of)) for size_of in WHOLE_FRACTIONS):
        yield "rounded_the_fraction"


def _wrong_examples(calls, answers):
    """The mistakes that the examples in the parts show."""
    found = set()
    for call, (train, train_labels, validation, validation_labels) in zip(calls, answers, strict=True):
        images, labels = call.args[:2]
        if len(images) < 20 or images.ndim != 3:  # too few to say it by chance
            continue
        if images[:, 0, 0].max() >= 1 and len(validation) and max(train.max(initial=0), validation.max()) <= 1:
            found.add("changed_the_pixels")
            continue
        used, kept = train[:, 0, 0], validation[:, 0, 0]
        both = np.concatenate([used, kept])
        assert np.isin(both, images[:, 0, 0]).all()
        if len(train) < len(images) and (len(np.unique(used)) < len(used) or len(np.unique(kept)) < len(kept)):
            found.add("drew_with_replacement")
        elif len(train) < len(images) and np.intersect1d(used, kept).size:
            found.add("parts_overlap")
        label_of = dict(zip(images[:, 0, 0].tolist(), labels.tolist(), strict=True))
        pairs = zip(both.tolist(), np.concatenate([train_labels, validation_labels]).tolist(), strict=True)
        if any(label_of[image] != label for image, label in pairs):
            found.add("broke_the_pairs")
        if 1 < len(kept) < len(images) and np.unique(np.diff(np.sort(kept))).size == 1:
            found.add("did_not_shuffle")
    return found - {"did_not_shuffle"} if {"drew_with_replacement"} & found else found


def _wrong_seeds(calls, answers):
    """The mistakes that calls with the same seed, and with others, show."""
    chosen = {}
    for call, parts in zip(calls, answers, strict=True):
        n = len(call.args[0])
        if n >= 20 and call.args[0].ndim == 3 and "fraction" not in call.kwargs and 0 < len(parts[2]) < n:
            chosen.setdefault(_setting(call, "seed", 0), []).append(np.sort(parts[2], axis=0))
    return _of_seeds(chosen)


def _split(name):
    def seen(evidence):
        found = _split_mistakes(evidence)
        return found == {name} or (name == "did_not_shuffle" and found == {name, "always_the_same_seed"})

    return seen


def _cut(images, labels, order, size):
    """The parts, from an order and a number of validation examples."""
    validation, train = order[:size], order[size:]
    return images[train], labels[train], images[validation], labels[validation]


def _order(images, seed):
    return np.random.default_rng(seed).permutation(len(images))


@misconception("split_validation", seen=_split("validation_first"))
def validation_first(images, labels, fraction=0.2, seed=0):
    """Your parts are swapped: the training part has the share that is for validation.

    Return the training part first, and set round(n * fraction) examples aside for validation.
    """
    parts = _cut(images, labels, _order(images, seed), round(len(images) * fraction))
    return parts[2:] + parts[:2]


@misconception("split_validation", seen=_split("in_scikit_learns_order"))
def in_scikit_learns_order(images, labels, fraction=0.2, seed=0):
    """You return both parts of the images before the labels, as scikit-learn does.

    The order is train_images, train_labels, validation_images, validation_labels.
    """
    parts = _cut(images, labels, _order(images, seed), round(len(images) * fraction))
    return parts[0], parts[2], parts[1], parts[3]


@misconception("split_validation", seen=_split("labels_before_images"))
def labels_before_images(images, labels, fraction=0.2, seed=0):
    """You return labels before images.

    The order is train_images, train_labels, validation_images, validation_labels.
    """
    parts = _cut(images, labels, _order(images, seed), round(len(images) * fraction))
    return parts[1], parts[0], parts[3], parts[2]


@misconception("split_validation", seen=_split("returned_two_pairs"))
def returned_two_pairs(images, labels, fraction=0.2, seed=0):
    """You return two pairs.

    Return one tuple of four: train_images, train_labels, validation_images, validation_labels.
    """
    parts = _cut(images, labels, _order(images, seed), round(len(images) * fraction))
    return parts[:2], parts[2:]


@misconception("split_validation", seen=_split("left_out_the_labels"))
def left_out_the_labels(images, labels, fraction=0.2, seed=0):
    """You return two parts, without the labels.

    Return train_images, train_labels, validation_images, validation_labels.
    """
    return _cut(images, labels, _order(images, seed), round(len(images) * fraction))[::2]


@misconception("split_validation", seen=_split("did_not_shuffle"))
def did_not_shuffle(images, labels, fraction=0.2, seed=0):
    """Your validation part is a block of neighbours, or every n-th example.

    If the examples are sorted, it differs from the rest. Draw it at random from everywhere.
    """
    return _cut(images, labels, np.arange(len(images)), round(len(images) * fraction))


@misconception("split_validation", seen=_split("broke_the_pairs"))
def broke_the_pairs(images, labels, fraction=0.2, seed=0):
    """Labels no longer match their images. Use the same order, drawn once, for images and labels."""
    rng = np.random.default_rng(seed)
    return _cut(rng.permutation(images), rng.permutation(labels), np.arange(len(images)), round(len(images) * fraction))


@misconception("split_validation", seen=_split("trained_on_everything"))
def trained_on_everything(images, labels, fraction=0.2, seed=0):
    """Your training part is the whole set, with the validation examples in it.

    You cannot validate with examples that you trained on: take them out.
    """
    return images, labels, *_cut(images, labels, _order(images, seed), round(len(images) * fraction))[2:]


@misconception("split_validation", seen=_split("returned_everything_twice"))
def returned_everything_twice(images, labels, fraction=0.2, seed=0):
    """Both of your parts hold all examples.

    Cut the shuffled examples in two: round(n * fraction) for validation, and the others for training.
    """
    order = _order(images, seed)
    return images[order], labels[order], images[order], labels[order]


@misconception("split_validation", seen=_split("set_nothing_aside"))
def set_nothing_aside(images, labels, fraction=0.2, seed=0):
    """Your validation part is always empty.

    Set round(n * fraction) examples aside; `fraction` is a share, such as 0.2 for a fifth, and not percent.
    """
    return _cut(images, labels, _order(images, seed), round(len(images) * fraction / 100))


@misconception("split_validation", seen=_split("rounded_the_fraction"))
def rounded_the_fraction(images, labels, fraction=0.2, seed=0):
    """You make the fraction a whole number, and 0.2 becomes 0. Multiply first: round(n * fraction)."""
    return _cut(images, labels, _order(images, seed), round(fraction) * len(images))


@misconception("split_validation", seen=_split("drew_with_replacement"))
def drew_with_replacement(images, labels, fraction=0.2, seed=0):
    """You draw with replacement: some examples occur several times, others not at all. Draw each once."""
    order = np.random.default_rng(seed).integers(len(images), size=len(images))
    return _cut(images, labels, order, round(len(images) * fraction))


@misconception("split_validation", seen=_split("parts_overlap"))
def parts_overlap(images, labels, fraction=0.2, seed=0):
    """You draw your parts independently, so they share examples.

    You cannot validate with examples that you trained on: split one order in two.
    """
    size = round(len(images) * fraction)
    train = np.random.default_rng(seed).permutation(len(images))[size:]
    validation = np.random.default_rng(seed + 1).permutation(len(images))[:size]
    return images[train], labels[train], images[validation], labels[validation]


@misconception("split_validation", seen=_split("cut_the_number_off"))
def cut_the_number_off(images, labels, fraction=0.2, seed=0):
    """You cut off the number of validation examples: 1.75 becomes 1. Round it: round(n * fraction)."""
    return _cut(images, labels, _order(images, seed), int(len(images) * fraction))


@misconception("split_validation", seen=_split("rounded_the_number_up"))
def rounded_the_number_up(images, labels, fraction=0.2, seed=0):
    """You round the number of validation examples up (or that of the others down). It must be round(n * fraction)."""
    return _cut(images, labels, _order(images, seed), int(np.ceil(len(images) * fraction)))


@misconception("split_validation", seen=_split("refused_an_empty_part"))
def refused_an_empty_part(images, labels, fraction=0.2, seed=0):
    """You refuse a fraction of 0 or 1, as scikit-learn does. Both are allowed: one of the parts is then empty."""
    if not 0 < fraction < 1:
        raise ValueError(fraction)
    return _cut(images, labels, _order(images, seed), round(len(images) * fraction))


@misconception("split_validation", seen=_split("tossed_for_each"))
def tossed_for_each(images, labels, fraction=0.2, seed=0):
    """You decide for each example separately, so their number varies. Set exactly round(n * fraction) of them aside."""
    chosen = np.random.default_rng(seed).random(len(labels)) < fraction
    return images[~chosen], labels[~chosen], images[chosen], labels[chosen]


@misconception("split_validation", seen=_split("at_least_one_example"))
def at_least_one_example(images, labels, fraction=0.2, seed=0):
    """You always set at least one example aside. Set round(n * fraction) aside, which may be none."""
    return _cut(images, labels, _order(images, seed), max(1, round(len(images) * fraction)))


@misconception("split_validation", seen=_split("ignored_the_fraction"))
def ignored_the_fraction(images, labels, fraction=0.2, seed=0):
    """You always set a fifth aside. The share is the argument `fraction`, and a fifth is only its default."""
    return _cut(images, labels, _order(images, seed), round(len(images) * 0.2))


@misconception("split_validation", seen=_split("counted_from_the_end"))
def counted_from_the_end(images, labels, fraction=0.2, seed=0):
    """With a fraction of 0, you set everything aside instead of nothing: [-0:] is the same as [0:].

    Count from the front.
    """
    size, order = round(len(images) * fraction), _order(images, seed)
    train, validation = order[:-size], order[-size:]
    return images[train], labels[train], images[validation], labels[validation]


@misconception("split_validation", seen=_split("ignored_the_seed"))
def ignored_the_seed(images, labels, fraction=0.2, seed=0):
    """The same seed gives another split each time. Draw from np.random.default_rng(seed)."""
    return _cut(images, labels, _order(images, None), round(len(images) * fraction))


@misconception("split_validation", seen=_split("always_the_same_seed"))
def always_the_same_seed(images, labels, fraction=0.2, seed=0):
    """All seeds give the same split: your code has a fixed seed. Draw from np.random.default_rng(seed)."""
    return _cut(images, labels, _order(images, 42), round(len(images) * fraction))


@misconception("split_validation", seen=_split("took_seed_0_for_none"))
def took_seed_0_for_none(images, labels, fraction=0.2, seed=0):
    """Seed 0 gives another split each time: `if seed` and `seed or ...` treat 0 as no seed.

    It is a seed like any other.
    """
    return _cut(images, labels, _order(images, seed or None), round(len(images) * fraction))


@misconception("split_validation", seen=_split("changed_the_pixels"))
def changed_the_pixels(images, labels, fraction=0.2, seed=0):
    """You scale the images as well. Return them as they are; scale_pixels does the scaling."""
    return _cut(images / 255, labels, _order(images, seed), round(len(images) * fraction))


@misconception("split_validation", form=True, seen=_split("shuffled_in_place"))
def shuffled_in_place(images, labels, fraction=0.2, seed=0):
    """The parts are correct, but you changed the order of the images and labels that you receive. Shuffle indices."""
    parts = _cut(images, labels, _order(images, seed), round(len(images) * fraction))
    images[...] = images[::-1].copy()
    labels[...] = labels[::-1].copy()
    return parts
