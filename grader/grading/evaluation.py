"""The evaluation of a trained model on the test images, measured by its answers."""

from typing import Any

import numpy as np

from grader.report.model_evaluation import CLASSES, NO_ANSWER, SHOWN, ModelEvaluation, Prediction, Score

HISTORIES = ("loss", "accuracy", "val_loss", "val_accuracy")
MOST_EPOCHS = 1_000  # of a history that is kept
LARGEST = 1e30  # of a number in a history, and of an answer
ABOUT = 1e-3  # that the sum of a softmax may be off, in float32 or less
ROUNDED = 6  # decimals of a probability or a score that is kept


def labels_of(answers: np.ndarray) -> np.ndarray:
    """The label of each answer (n, 10): where it is largest, or NO_ANSWER where there is NaN in it."""
    labels: np.ndarray = np.where(np.isnan(answers).any(axis=1), NO_ANSWER, answers.argmax(axis=1))
    return labels


def measure(
    answers: np.ndarray,
    labels: np.ndarray,
    images: np.ndarray,
    history: object,
    *,
    seed: int,
    parameters: int,
    seconds: float,
    train_images: int,
) -> ModelEvaluation:
    """Measure a model by its answers.

    Args:
        answers: what it says to each test image, float (n, 10); any numbers, NaN and infinity among them.
        labels: the test labels, int (n,), 0 to 9.
        images: the test images, uint8 (n, 28, 28).
        history: the value in the history's place; anything at all.
        seed: of the training.
        parameters: of the model.
        seconds: that the training took.
        train_images: how many there were.
    """
    true, predicted = labels.astype(int), labels_of(answers)
    chances, as_they_are = probabilities_of(answers)
    mistakes = np.flatnonzero(predicted != true)
    confidence = chances[mistakes, predicted[mistakes]] * (predicted[mistakes] != NO_ANSWER)
    worst = mistakes[np.argsort(-confidence, kind="stable")][:SHOWN]

    def prediction(index: int) -> Prediction:
        known = predicted[index] != NO_ANSWER
        given = tuple(map(_rounded, chances[index])) if known else ()
        return Prediction(int(index), int(true[index]), int(predicted[index]), given, images[index].tobytes())

    confusion, scores = _counted(true, predicted)
    return ModelEvaluation(
        seed=seed,
        parameters=parameters,
        seconds=seconds,
        train_images=train_images,
        test_images=len(true),
        accuracy=float((predicted == true).mean()),
        unanswered=int((predicted == NO_ANSWER).sum()),
        probabilities=as_they_are,
        roc_auc=None if (predicted == NO_ANSWER).any() else _roc_auc(true, chances),
        confusion=confusion,
        scores=scores,
        history=history_of(history),
        first=tuple(prediction(index) for index in range(min(SHOWN, len(true)))),
        worst=tuple(prediction(index) for index in worst),
    )


def history_of(given: object) -> dict[str, tuple[float, ...]]:
    """The lists of a history, or nothing if they are not finite numbers, one per epoch, with accuracies from 0 to 1."""
    if not isinstance(given, dict):
        return {}
    lists = {name: _numbers(given[name]) for name in HISTORIES if name in given}
    epochs = {0 if values is None else len(values) for values in lists.values()}
    if not {"loss", "accuracy"} <= lists.keys() or len(epochs) != 1 or not 0 < max(epochs) <= MOST_EPOCHS:
        return {}
    found = {name: values for name, values in lists.items() if values is not None}
    if any(not 0 <= value <= 1 for name in found if name.endswith("accuracy") for value in found[name]):
        return {}
    return found


def probabilities_of(answers: np.ndarray) -> tuple[np.ndarray, bool]:
    """Answers as probabilities, float64 (n, 10), and whether they were some already; NaN counts as very unlikely."""
    finite = np.nan_to_num(answers.astype(np.float64), nan=-LARGEST, posinf=LARGEST, neginf=-LARGEST)
    answered = finite[~np.isnan(answers).any(axis=1)]
    if len(answered) and (answered >= 0).all() and np.allclose(answered.sum(axis=1), 1, atol=ABOUT):
        return finite, True
    raised = np.exp(finite - finite.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True), False


def _counted(true: np.ndarray, predicted: np.ndarray) -> tuple[tuple[tuple[int, ...], ...], tuple[Score, ...]]:
    """The confusion matrix and the scores per digit, by scikit-learn; it counts NO_ANSWER as a miss."""
    from sklearn.metrics import confusion_matrix, multilabel_confusion_matrix, precision_recall_fscore_support

    digits = list(range(CLASSES))
    confusion = np.zeros((CLASSES, CLASSES), dtype=int)
    answered = predicted != NO_ANSWER
    if answered.any():
        confusion = confusion_matrix(true[answered], predicted[answered], labels=digits)
    each = multilabel_confusion_matrix(true, predicted, labels=digits)
    negatives = each[:, 0].sum(axis=1)
    specificity = each[:, 0, 0] / np.maximum(negatives, 1)
    precision, recall, f1, support = precision_recall_fscore_support(true, predicted, labels=digits, zero_division=0)
    scores = tuple(
        Score(
            digit=digit,
            precision=_rounded(precision[digit]),
            recall=_rounded(recall[digit]),
            specificity=_rounded(specificity[digit]),
            f1=_rounded(f1[digit]),
            support=int(support[digit]),
        )
        for digit in digits
    )
    return tuple(tuple(map(int, row)) for row in confusion), scores


def _rounded(value: Any) -> float:
    return round(float(value), ROUNDED)


def _roc_auc(true: np.ndarray, chances: np.ndarray) -> float | None:
    """The mean over the digits of the area under the curve of one against the rest, ties counted as half."""
    from sklearn.metrics import roc_auc_score

    if not all(0 < (true == digit).sum() < len(true) for digit in range(CLASSES)):
        return None
    areas = [float(roc_auc_score(true == digit, chances[:, digit])) for digit in range(CLASSES)]
    return _rounded(sum(areas) / CLASSES)


def _numbers(values: object) -> tuple[float, ...] | None:
    """A list of finite numbers as floats, or None if it is something else."""
    if not isinstance(values, list | tuple) and not (isinstance(values, np.ndarray) and values.ndim == 1):
        return None
    if len(values) > MOST_EPOCHS:
        return None
    for value in values:
        number = isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
        if not number or not -LARGEST < value < LARGEST:
            return None
    return tuple(float(value) for value in values)
