"""Inputs of a student's: whether the contract of the exercise allows them, and the fresh check that judges them.

The check is asked with this one input instead of drawn ones, so the judge of a hunt is the judge of a grade.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

LARGEST = 20  # numbers of an input; the blank pixels of an image do not count
SIDE = 28  # pixels, down and across
# What is asked is computed here, too, and blank pixels or a single number can ask for a lot of memory.
MOST_CLASSES = 100
MOST_IMAGES = 1_000
LARGEST_INTEGER = 2**53  # to which floats count, too; what is larger fits into fewer types than the checks compute with

Given = dict[str, Any]


class OutsideContract(Exception):
    """The contract does not allow the input: a sentence that says why."""


@dataclass(frozen=True)
class Question:
    """What a check is asked: its name, and its values by parameter."""

    check: str
    values: dict[str, Any]


@dataclass(frozen=True)
class Contract:
    """The inputs that an exercise takes.

    Attributes:
        parameters: of the function, in order.
        question: makes the question to a check of an input, which has all parameters.
        optional: defaults of those that may be left out.
    """

    parameters: tuple[str, ...]
    question: Callable[[Given], Question]
    optional: tuple[tuple[str, Any], ...] = ()


def question_of(exercise: str, given: object) -> Question:
    """The question that an input asks.

    Raises:
        OutsideContract: it is not an input that the contract allows, or has too many numbers.
    """
    question = question_of_any_size(exercise, given)
    if (count := _numbers(given)) > LARGEST:
        raise OutsideContract(f"It has {count} numbers. Find one with at most {LARGEST}; blank pixels do not count.")
    return question


def question_of_any_size(exercise: str, given: object) -> Question:
    """The same of an input that may have any number of numbers.

    Raises:
        OutsideContract: it is not an input that the contract allows.
    """
    contract = CONTRACTS[exercise]
    if not isinstance(given, dict) or not all(isinstance(name, str) for name in given):
        raise OutsideContract(f"Return a dict with a value for each of {_listed(contract.parameters)}.")
    whole = {**dict(contract.optional), **given}
    for name in whole:
        if name not in contract.parameters:
            raise OutsideContract(f"There is no parameter {name!r}; the parameters are {_listed(contract.parameters)}.")
    for name in contract.parameters:
        if name not in whole:
            raise OutsideContract(f"The dict lacks {name!r}.")
    _refuse_large(whole)
    return contract.question(whole)


def _refuse_large(value: object) -> None:
    if isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            _refuse_large(part)
    ends: tuple[int, ...] = ()  # Python's own, of which no comparison overflows
    if isinstance(value, int | np.integer):
        ends = (int(value),)
    elif isinstance(value, np.ndarray) and value.dtype.kind in "iu" and value.size:
        ends = int(value.min()), int(value.max())
    if any(abs(end) > LARGEST_INTEGER for end in ends):
        raise OutsideContract(f"It has a number beyond {LARGEST_INTEGER:,}. Use a smaller one.")


def _numbers(value: object) -> int:
    """How many numbers somebody has to write: those of an array of images that are not 0."""
    if isinstance(value, dict):
        return sum(map(_numbers, value.values()))
    if isinstance(value, list | tuple):
        return sum(map(_numbers, value))
    if isinstance(value, np.ndarray):
        return int(np.count_nonzero(value)) if value.ndim >= 3 else value.size
    return int(isinstance(value, int | float | np.generic) and not isinstance(value, bool))


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)


# Values.


def _array(
    given: Given, name: str, dimensions: int, kinds: str, words: str, *, may_be_empty: bool = False
) -> np.ndarray:
    value = given[name]
    if not isinstance(value, np.ndarray):
        raise OutsideContract(f"{name} must be a NumPy array of {words}. Write np.array(...).")
    if value.ndim != dimensions or value.dtype.kind not in kinds:
        shape = f"{value.dtype} with shape {value.shape}"
        raise OutsideContract(f"{name} must be an array of {words} with {dimensions} axes; it is {shape}.")
    if not value.size and not may_be_empty:
        raise OutsideContract(f"{name} is empty. Give at least one number.")
    if value.dtype.kind == "f" and not np.isfinite(value).all():
        raise OutsideContract(f"{name} must be finite.")
    return value


def _integer(given: Given, name: str, low: int, most: int | None = None) -> int:
    value = given[name]
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < low:
        raise OutsideContract(f"{name} must be a whole number of at least {low}.")
    if most is not None and value > most:
        raise OutsideContract(f"{name} is more than {most}. Use a smaller number.")
    return int(value)


def _refuse_many(images: np.ndarray) -> None:
    if len(images) > MOST_IMAGES:
        raise OutsideContract(f"It has {len(images):,} images. Find an input with at most {MOST_IMAGES:,}.")


def _images(given: Given, kinds: str = "uifb") -> np.ndarray:
    images = _array(given, "images", 3, kinds, "pixels (n, 28, 28)")
    if images.shape[1:] != (SIDE, SIDE):
        raise OutsideContract(f"images must have the shape (n, 28, 28); it is {images.shape}. Start with np.zeros.")
    _refuse_many(images)
    return images


def _grey_images(given: Given) -> np.ndarray:
    images = _images(given)
    if images.dtype != np.uint8:
        raise OutsideContract(f"images must be uint8; they are {images.dtype}. Write dtype=np.uint8.")
    return images


def _labels(given: Given, name: str, classes: int | None = None) -> np.ndarray:
    labels = _array(given, name, 1, "iu", "labels (n,), whole numbers")
    if labels.min() < 0 or (classes is not None and labels.max() >= classes):
        most = "" if classes is None else f" to {classes - 1}"
        raise OutsideContract(f"The labels in {name} must be from 0{most}.")
    return labels


def _pairs(given: Given, classes: int | None = None) -> tuple[np.ndarray, np.ndarray]:
    y_true, y_pred = _labels(given, "y_true", classes), _labels(given, "y_pred", classes)
    if len(y_true) != len(y_pred):
        raise OutsideContract(f"y_true has {len(y_true)} labels and y_pred {len(y_pred)}. Give each image both.")
    return y_true, y_pred


def _matrix(given: Given) -> np.ndarray:
    cm = _array(given, "cm", 2, "iu", "counts (k, k), whole numbers")
    if cm.shape[0] != cm.shape[1] or len(cm) < 2:
        raise OutsideContract(f"cm must have as many rows as columns, at least 2; its shape is {cm.shape}.")
    if cm.min() < 0 or not cm.any():
        raise OutsideContract("cm counts images: no entry may be below 0, and at least one must be above.")
    return cm


def _alike(given: Given, names: Sequence[str], words: str, kinds: str) -> None:
    """See that all values are numbers, or all arrays of one length, none below 0."""
    for name in names:
        is_number = isinstance(given[name], int | float | np.generic | np.ndarray)
        value = np.asarray(given[name] if is_number else [])  # a list may be of unequal lengths
        if value.dtype.kind not in kinds or value.ndim > 1 or not value.size:
            raise OutsideContract(f"{name} must be {words}, or a NumPy array of some.")
        if not np.isfinite(value).all() or value.min() < 0:
            raise OutsideContract(f"{name} must be finite, and not below 0.")
    if len({np.shape(given[name]) for name in names}) > 1:
        raise OutsideContract(f"{_listed(names)} must all be numbers, or all arrays of the same length.")


# Exercises.


def _one_hot(given: Given) -> Question:
    labels = _array(given, "labels", 1, "iu", "labels (n,), whole numbers", may_be_empty=True)
    classes = _integer(given, "num_classes", 1, MOST_CLASSES)
    inside = bool(((labels >= 0) & (labels < classes)).all())
    check = "check_marks_fresh_labels" if inside else "check_refuses_fresh_labels_outside"
    return Question(check, {"given": {"labels": labels, "num_classes": classes}})


def _split(given: Given) -> Question:
    images, labels = (given[name] for name in ("images", "labels"))
    if not all(isinstance(part, np.ndarray) and part.ndim for part in (images, labels)) or len(images) != len(labels):
        raise OutsideContract("images and labels must be NumPy arrays of the same length.")
    if not len(images):
        raise OutsideContract("images is empty. Give at least one.")
    _refuse_many(images)
    fraction = given["fraction"]
    if isinstance(fraction, bool) or not isinstance(fraction, int | float | np.number) or not 0 <= fraction <= 1:
        raise OutsideContract("fraction must be a number from 0 to 1.")
    seed = _integer(given, "seed", 0)
    # The check makes examples of its own, so that it knows them again.
    values = {"count": len(images), "fraction": float(fraction), "seed": seed}
    return Question("check_splits_fresh_examples", {"given": values})


def _augment(given: Given) -> Question:
    return Question("check_moves_fresh_images", {"given": _grey_images(given), "seed": _integer(given, "seed", 0)})


def _predicted(given: Given) -> Question:
    if isinstance(given["y_pred"], np.ndarray) and given["y_pred"].ndim == 1:
        return Question("check_returns_fresh_labels_as_they_are", {"y_pred": _labels(given, "y_pred")})
    shares = _array(given, "y_pred", 2, "f", "probabilities (n, k)")
    if shares.min() < 0 or not np.allclose(shares.sum(axis=1), 1, atol=1e-3):
        raise OutsideContract("Each row of y_pred must be probabilities: none below 0, and together 1.")
    return Question("check_reads_fresh_probabilities", {"y_pred": shares})


def _confusion(given: Given) -> Question:
    classes = _integer(given, "num_classes", 2, MOST_CLASSES)
    y_true, y_pred = _pairs(given, classes)
    return Question("check_counts_fresh_pairs", {"given": {"y_true": y_true, "y_pred": y_pred, "num_classes": classes}})


def _counts(check: str, *names: str) -> Contract:
    def question(given: Given) -> Question:
        _alike(given, names, "a whole number", "iu")
        return Question(check, {"given": {name: given[name] for name in names}})

    return Contract(names, question)


def _f_score(given: Given) -> Question:
    _alike(given, ("precision", "recall"), "a float from 0.0 to 1.0", "f")
    if max(np.max(given["precision"]), np.max(given["recall"])) > 1:
        raise OutsideContract("precision and recall must be from 0 to 1.")
    return Question("check_f_score_of_fresh_scores", {"given": given})


def _average(given: Given) -> Question:
    scores = _array(given, "scores", 1, "f", "scores (k,)")
    support = _array(given, "support", 1, "iu", "counts (k,), whole numbers")
    if len(scores) != len(support) or support.min() < 0 or scores.min() < 0 or scores.max() > 1:
        raise OutsideContract("scores and support must be of the same length, scores from 0 to 1, no support below 0.")
    if given["kind"] not in ("macro", "weighted"):
        raise OutsideContract('kind must be "macro" or "weighted".')
    return Question("check_averages_fresh_scores", {"given": given})


def _roc_auc(given: Given) -> Question:
    y_true, scores = _labels(given, "y_true"), _array(given, "scores", 2, "f", "scores (n, k)")
    if len(y_true) != len(scores):
        raise OutsideContract(f"y_true has {len(y_true)} labels, and scores {len(scores)} rows. Give each image both.")
    if set(y_true.tolist()) != set(range(scores.shape[1])) or scores.shape[1] < 2:
        raise OutsideContract("Each class must occur in y_true: 0 to k - 1, where scores has k columns, at least 2.")
    return Question("check_area_of_fresh_scores", {"given": given})


def _misclassified(given: Given) -> Question:
    y_true, y_pred = _pairs(given)
    return Question("check_finds_fresh_wrong_ones", {"given": {"y_true": y_true, "y_pred": y_pred}})


def _json(given: Given) -> Question:
    report = given["report"]
    if not isinstance(report, dict):
        raise OutsideContract("report must be a dict, as classification_report gives it.")
    return Question("check_fresh_reports_read_back_equal", {"given": {"given": report, "content": _plain(report)}})


def _plain(value: object) -> Any:
    """What the text of a report reads back as."""
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise OutsideContract("The keys of a report must be strings.")
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, np.ndarray | np.generic):
        return _plain(value.tolist())
    if isinstance(value, float) and not math.isfinite(value):
        raise OutsideContract("The numbers in the report must be finite.")
    if isinstance(value, str | int | float):
        return value
    raise OutsideContract("A report contains only dicts, lists, arrays, numbers and strings.")


CONTRACTS = {
    "preprocessing.scale_pixels": Contract(
        ("images",), lambda given: Question("check_scales_fresh_images", {"given": _grey_images(given)})
    ),
    "preprocessing.add_channel": Contract(
        ("images",), lambda given: Question("check_adds_a_channel_to_fresh_images", {"given": _images(given)})
    ),
    "preprocessing.flatten_images": Contract(
        ("images",), lambda given: Question("check_flattens_fresh_images", {"given": _images(given)})
    ),
    "preprocessing.one_hot": Contract(("labels", "num_classes"), _one_hot, (("num_classes", 10),)),
    "preprocessing.split_validation": Contract(
        ("images", "labels", "fraction", "seed"), _split, (("fraction", 0.2), ("seed", 0))
    ),
    "preprocessing.augment_images": Contract(("images", "seed"), _augment, (("seed", 0),)),
    "metrics.predicted_labels": Contract(("y_pred",), _predicted),
    "metrics.confusion_matrix": Contract(("y_true", "y_pred", "num_classes"), _confusion, (("num_classes", 10),)),
    "metrics.one_vs_rest_counts": Contract(
        ("cm",), lambda given: Question("check_counts_fresh_matrices", {"cm": _matrix(given)})
    ),
    "metrics.accuracy": _counts("check_accuracy_of_fresh_counts", "tp", "fp", "fn", "tn"),
    "metrics.precision": _counts("check_precision_of_fresh_counts", "tp", "fp"),
    "metrics.recall": _counts("check_recall_of_fresh_counts", "tp", "fn"),
    "metrics.specificity": _counts("check_specificity_of_fresh_counts", "tn", "fp"),
    "metrics.f_score": Contract(("precision", "recall"), _f_score),
    "metrics.average_scores": Contract(("scores", "support", "kind"), _average),
    "metrics.classification_report": Contract(
        ("cm",), lambda given: Question("check_reports_fresh_matrices", {"cm": _matrix(given)})
    ),
    "metrics.roc_auc": Contract(("y_true", "scores"), _roc_auc),
    "evaluation.misclassified": Contract(("y_true", "y_pred"), _misclassified),
    "evaluation.metrics_json": Contract(("report",), _json),
}
