"""Checks of misclassified."""

import numpy as np

from grader.checks.expect import array, cases, untouched
from grader.checks.fresh import fresh
from grader.checks.generators import predictions


class indices(array):  # noqa: N801  it is read as the other expectations are
    """Indices: an array of integers."""

    def __init__(self, values):
        super().__init__(np.array(values, dtype=np.int64), integers=True)

    def _reason(self, answer):
        if isinstance(answer, tuple) and len(answer) == 1 and isinstance(answer[0], np.ndarray):
            return "It is a tuple with an array in it, as np.where gives it; return the array."
        if isinstance(answer, np.ndarray) and answer.dtype.kind == "b":
            return "It says for every image whether it is wrong; return the indices of the wrong ones."
        return super()._reason(answer)


@cases(
    ("y_true", "y_pred", "expected"),
    {
        "some wrong": ([7, 2, 1, 0], [7, 3, 7, 0], [1, 2]),
        "the first and the last": ([5, 2, 1, 0], [0, 2, 1, 6], [0, 3]),
        "all wrong": ([1, 2, 3], [2, 3, 1], [0, 1, 2]),
        "nothing wrong": ([1, 2, 3], [1, 2, 3], []),
        "one image, and that wrong": ([4], [9], [0]),
        "one image, and that right": ([4], [4], []),
        "more wrong ones than a figure shows": ([0] * 30, [1] * 30, list(range(30))),
    },
)
def check_finds_the_wrong_ones(misclassified, y_true, y_pred, expected):
    """The result holds the indices of the images whose two labels differ, in ascending order, and no others."""
    assert misclassified(np.array(y_true, dtype=int), np.array(y_pred, dtype=int)) == indices(expected)


def check_finds_wrong_ones_among_many(misclassified):
    """Indices may be large, even if labels are uint8, as in MNIST."""
    y_true = np.arange(1000, dtype=np.uint8) % 10
    y_pred = y_true.copy()
    y_pred[[3, 255, 256, 999]] = [9, 0, 9, 0]  # one too high, one too low, and again

    assert misclassified(y_true, y_pred) == indices([3, 255, 256, 999])


def check_finding_leaves_its_arguments_alone(misclassified):
    """Your function does not change the labels that it receives."""
    y_true, y_pred = misclassified.arguments_after(np.array([7, 2, 1]), np.array([7, 3, 7]))

    assert y_true == untouched(np.array([7, 2, 1]))
    assert y_pred == untouched(np.array([7, 3, 7]))


@fresh(given=predictions(classes_told=False))
def check_finds_fresh_wrong_ones(misclassified, given):
    """The indices are right for any labels."""
    pairs = zip(given["y_true"], given["y_pred"], strict=True)

    assert misclassified(given["y_true"], given["y_pred"]) == indices(
        [index for index, (true, predicted) in enumerate(pairs) if true != predicted]
    )
