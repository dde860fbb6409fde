"""The generators of fresh inputs, in the field's words. Each stays within what the contracts of the exercises allow."""

import json
from typing import Any

import numpy as np

from grader.checks.fresh import Draws, Generator
from grader.sandbox.worker.wire import Model

SIDE = 28  # pixels, down and across
MOST_CLASSES = 12  # where ten are not a matter of course
INTEGERS = (np.int64, np.uint8, np.int32)  # dtypes of labels; MNIST's are uint8
FLOATS = (np.float64, np.float32)
TENTHS, THOUSANDTHS = 10, 1000
KEYS = ("images", 'the "hard" ones', "MNIST\\test", "train\ntest", "NaN, replaced by 0", "größte")


def integers(low: int, high: int) -> Generator:
    """A Python int from `low` to `high`, both included."""
    return lambda draws: draws.integer(low, high)


def choices(*options: Any) -> Generator:
    """One of the options; the first is the simplest."""
    return lambda draws: draws.choice(options)


def images(dtypes: tuple[Any, ...] = (np.uint8,)) -> Generator:
    """One to four images (n, 28, 28): ink in a few places, or everywhere; row-major or column-major.

    A third is so faint that no pixel is above 1, and half of those with a float dtype are scaled to 0..1.
    """

    def draw(draws: Draws) -> np.ndarray:
        n, dtype = draws.integer(1, 4), draws.choice(dtypes)
        largest = 1 if dtype is np.bool_ else 255
        pixels = draws.integers(0, largest, (n, SIDE, SIDE)) * draws.integers(0, 1, (n, 1, SIDE))
        fortran, faded = draws.choice((False, True)), draws.choice((1, 1, 128))
        scale = draws.choice((255, 1)) if dtype in FLOATS else 1
        made: np.ndarray = (pixels / scale if scale > 1 else pixels // faded).astype(dtype)
        return np.asfortranarray(made) if fortran else made

    return draw


def labels(draws: Draws) -> np.ndarray:
    """Labels (n,) of 2 to 12 classes, int64, uint8 or int32; not every class has to occur."""
    n, dtype, k = draws.integer(1, 40), draws.choice(INTEGERS), draws.integer(2, MOST_CLASSES)
    return draws.integers(0, k - 1, (n,)).astype(dtype)


def encodings(draws: Draws) -> dict[str, Any]:
    """Labels (n,) and the number of their classes, 2 to 30, as a dict with `labels` and `num_classes`."""
    n, dtype, k = draws.integer(0, 20), draws.choice(INTEGERS), draws.integer(2, 30)
    return {"labels": draws.integers(0, k - 1, (n,)).astype(dtype), "num_classes": k}


def outside_labels(draws: Draws) -> dict[str, Any]:
    """The same, with one label outside 0..k-1."""
    n, k = draws.integer(1, 20), draws.integer(2, 30)
    found = draws.integers(0, k - 1, (n,))
    by = draws.integer(0, 3)
    # The last two come back into the range as uint8.
    found[draws.integer(0, n - 1)] = draws.choice((k + by, -1 - by, 256 + by % k, by % k - 256))
    return {"labels": found, "num_classes": k}


def predictions(*, classes_told: bool = True) -> Generator:
    """True and predicted labels of 1 to 60 images of 2 to 40 classes, about half of them right.

    The dict has `y_true` and `y_pred` (n,), each int64, uint8 or int32, and `num_classes` if it must be given.
    """

    def draw(draws: Draws) -> dict[str, Any]:
        n, k = draws.integer(1, 60), draws.integer(*draws.choice(((2, MOST_CLASSES), (2, MOST_CLASSES), (13, 40))))
        y_true = draws.integers(0, k - 1, (n,))
        y_pred = (y_true + draws.integers(0, 1, (n,)) * draws.integers(0, k - 1, (n,))) % k
        made = {"y_true": y_true.astype(draws.choice(INTEGERS)), "y_pred": y_pred.astype(draws.choice(INTEGERS))}
        return made | {"num_classes": k} if classes_told else made

    return draw


def probabilities(draws: Draws) -> np.ndarray:
    """Probabilities (n, k) of 2 to 12 classes, float64 or float32; ties and near ties occur, and rows add up to 1."""
    n, dtype, k = draws.integer(1, 8), draws.choice(FLOATS), draws.integer(2, MOST_CLASSES)
    least, more = draws.choice(((1, 20), (1, 2), (10_000, 3)))
    parts = least + draws.integers(0, more, (n, k))
    made: np.ndarray = (parts / parts.sum(axis=1, keepdims=True)).astype(dtype)
    return np.asfortranarray(made) if draws.choice((False, True)) else made


def confusion_matrices(counts: tuple[int, ...] = (3, 20, 500)) -> Generator:
    """Confusion matrices (k, k) of 2 to 12 classes and at least one image, with many cells that are 0.

    Counts go up to one of `counts`; int64 or int32, row-major or column-major.
    """

    def draw(draws: Draws) -> np.ndarray:
        k, most = draws.integer(2, MOST_CLASSES), draws.choice(counts)
        cm: np.ndarray = draws.integers(0, most, (k, k)) * draws.integers(0, 1, (k, k))
        cm[draws.integer(0, k - 1), draws.integer(0, k - 1)] += 1
        row, column = draws.integer(0, 2 * k), draws.integer(0, 2 * k)  # half of the time, that there is none
        if row < k and cm.sum() > cm[row].sum():
            cm[row] = 0
        if column < k and cm.sum() > cm[:, column].sum():
            cm[:, column] = 0
        cm = cm.astype(draws.choice((np.int64, np.int64, np.int32)))
        return np.asfortranarray(cm) if draws.choice((False, True)) else cm

    return draw


def counts(*names: str) -> Generator:
    """Counts of these names as a dict: each a Python int, a NumPy int, or an int array (k,); many are 0 or equal."""

    def draw(draws: Draws) -> dict[str, Any]:
        kind, most = draws.choice(("array", "int", "scalar")), draws.choice((3, 20, 500, 100_000))
        drawn = draws.integer(1, MOST_CLASSES)
        k = draws.choice((drawn, drawn, drawn, MOST_CLASSES)) if kind == "array" else 1  # the most more often
        found = draws.integers(0, most, (len(names), k)) * draws.integers(0, 1, (len(names), k))
        found = np.where(draws.integers(0, 3, found.shape) == 3, found[0], found)  # a quarter is as the first
        if kind == "array":
            return {name: found[row].copy() for row, name in enumerate(names)}
        return {name: int(found[row, 0]) if kind == "int" else found[row, 0] for row, name in enumerate(names)}

    return draw


def score_pairs(*names: str) -> Generator:
    """Scores of these names as a dict: floats or float arrays (k,) in whole thousandths; many are 0 or equal."""

    def draw(draws: Draws) -> dict[str, Any]:
        array, scale = draws.choice((True, False)), draws.choice((TENTHS, THOUSANDTHS))
        k = draws.integer(1, MOST_CLASSES) if array else 1
        found = draws.integers(0, scale, (len(names), k)) * draws.integers(0, 1, (len(names), k)) / scale
        return {name: found[row].copy() if array else float(found[row, 0]) for row, name in enumerate(names)}

    return draw


def averages(draws: Draws) -> dict[str, Any]:
    """Scores float (k,), support int (k,) and a kind, as a dict; support may be 0 everywhere."""
    kind, k = draws.choice(("macro", "weighted")), draws.integer(1, MOST_CLASSES)
    most = draws.choice((20, 1000, 2, 50_000))
    support = draws.integers(0, most, (k,)) * draws.integers(0, 1, (k,))
    return {"scores": draws.integers(0, THOUSANDTHS, (k,)) / THOUSANDTHS, "support": support, "kind": kind}


def rankings(draws: Draws) -> dict[str, Any]:
    """Labels `y_true` (n,) in which each of 2 to 10 classes occurs, and `scores` (n, k) with many ties, as a dict.

    Scores are shares, or numbers from -8 to 8 or -500 to 500, as before a softmax.
    """
    k, dtype, steps = draws.integer(2, 10), draws.choice(FLOATS), draws.choice((TENTHS, THOUSANDTHS, 2))
    lowest, highest = draws.choice(((0, 1), (-8, 8), (-500, 500)))
    y_true = np.concatenate([np.arange(k), draws.integers(0, k - 1, (draws.integer(0, 30),))])
    y_true = y_true[np.argsort(draws.integers(0, THOUSANDTHS, y_true.shape), kind="stable")]
    scores = draws.integers(lowest * steps, highest * steps, (len(y_true), k)) / steps
    return {"y_true": y_true.astype(draws.choice(INTEGERS)), "scores": scores.astype(dtype)}


def splits(draws: Draws) -> dict[str, Any]:
    """The number of examples, 1 to 60, a fraction in hundredths or thousandths and a seed, as a dict."""
    count, parts = draws.integer(1, 60), draws.choice((100, THOUSANDTHS))
    return {"count": count, "fraction": draws.integer(0, parts) / parts, "seed": draws.integer(0, 9999)}


def reports(draws: Draws) -> dict[str, Any]:
    """Reports for `metrics_json`, each with the content that it reads back as: `given` and `content`, as a dict.

    Dicts, lists and arrays of numbers; Python's numbers, float64, float32, int64 and uint8, all of them exact. One of
    the keys is what JSON writes in another way, or looks like what it cannot say.
    """
    number, count = draws.choice((float, np.float64, np.float32)), draws.choice((int, np.int64, np.uint8))
    k = draws.integer(1, MOST_CLASSES)
    shares, support = draws.integers(0, 8, (k, 3)) / 8, draws.integers(0, 200, (k,))
    names = ("precision", "recall", "f1-score")
    given: dict[str, Any] = {}
    content: dict[str, Any] = {}
    for j in range(k):
        row = [float(share) for share in shares[j]]
        content[str(j)] = dict(zip(names, row, strict=True)) | {"support": int(support[j])}
        given[str(j)] = dict(zip(names, map(number, row), strict=True)) | {"support": count(support[j])}
    areas = [float(share) for share in shares[:, 0]]
    given["roc_auc"] = draws.choice((areas, np.array(areas), [number(area) for area in areas]))
    given["cm"] = np.diag(support)
    name = draws.choice(KEYS)
    given[name] = count(support[0])
    content |= {"roc_auc": areas, "cm": np.diag(support).tolist(), name: int(support[0])}
    return {"given": given, "content": content}


def histories(draws: Draws) -> dict[str, list[float]]:
    """Keras' dict of lists, a number for each of 1 to 40 epochs, perhaps with validation; no list is like another.

    Losses go up to 12, as those of a training that diverges. Accuracies are 0.5 or more: there some axes begin.
    """
    count, names = draws.integer(1, 40), ["loss", "accuracy"]
    if draws.choice((False, True)):
        names += ["val_loss", "val_accuracy"]
    found = draws.integers(1, 900, (len(names), count)) / THOUSANDTHS
    return {
        name: [
            round(float(12 * share + place / 4 if "loss" in name else 0.5 + 0.45 * share + place / 100), 3)
            for share in found[place]
        ]
        for place, name in enumerate(names)
    }


def answered_images(draws: Draws) -> dict[str, Any]:
    """Images (n, 28, 28) uint8, no two alike, with `y_true` and `y_pred` (n,) of ten classes, as a dict."""
    n = draws.integer(13, 24)  # so that some of the wrong ones come after the tenth
    paper = np.random.default_rng(draws.integer(0, 9999)).integers(0, 256, (n, SIDE, SIDE))
    y_true = draws.integers(0, 9, (n,))
    y_pred = (y_true + draws.integers(0, 1, (n,)) * draws.integers(0, 9, (n,))) % 10
    return {"images": paper.astype(np.uint8), "y_true": y_true, "y_pred": y_pred}


def classifiers(draws: Draws) -> Model:
    """A small Keras model as it crosses: 2 to 8 numbers in, a softmax over ten classes out, and its weights."""
    wide, k = draws.integer(2, 8), 10
    entrance = {"module": "keras.layers", "class_name": "InputLayer", "config": {"batch_shape": [None, wide]}}
    dense = {"name": "out", "units": k, "activation": "softmax", "use_bias": True}
    layers = [entrance, {"module": "keras.layers", "class_name": "Dense", "config": dense}]
    config = {"module": "keras", "class_name": "Sequential", "config": {"name": "small", "layers": layers}}
    weights = [draws.integers(-100, 100, shape).astype(np.float32) / 100 for shape in ((wide, k), (k,))]
    return Model(config=json.dumps(config), weights=weights)
