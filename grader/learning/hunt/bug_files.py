"""The files of a bug: the module to repair, and a small one for the input that shows it; in a folder of their own."""

from pathlib import Path

from grader.course.syllabus import Exercise
from grader.learning.hunt.hunt_judging import EVIDENCE, LINE, asked_of
from grader.util.files import write_whole

FOLDER = "bugs"  # next to the submission, so that nothing of it is touched
# An input of each exercise as one writes it.
EXAMPLES = {
    "preprocessing.scale_pixels": '{"images": np.zeros((1, 28, 28), dtype=np.uint8)}',
    "preprocessing.add_channel": '{"images": np.zeros((1, 28, 28), dtype=np.uint8)}',
    "preprocessing.flatten_images": '{"images": np.zeros((1, 28, 28), dtype=np.uint8)}',
    "preprocessing.one_hot": '{"labels": np.array([2, 0]), "num_classes": 3}',
    "preprocessing.split_validation": '{"images": np.arange(3), "labels": np.arange(3), "fraction": 0.5, "seed": 0}',
    "preprocessing.augment_images": '{"images": np.zeros((1, 28, 28), dtype=np.uint8), "seed": 0}',
    "metrics.predicted_labels": '{"y_pred": np.array([[0.25, 0.75]])}',
    "metrics.confusion_matrix": '{"y_true": np.array([0]), "y_pred": np.array([1]), "num_classes": 2}',
    "metrics.one_vs_rest_counts": '{"cm": np.array([[1, 0], [0, 1]])}',
    "metrics.accuracy": '{"tp": 1, "fp": 0, "fn": 0, "tn": 1}',
    "metrics.precision": '{"tp": 1, "fp": 0}',
    "metrics.recall": '{"tp": 1, "fn": 0}',
    "metrics.specificity": '{"tn": 1, "fp": 0}',
    "metrics.f_score": '{"precision": 0.5, "recall": 0.5}',
    "metrics.average_scores": '{"scores": np.array([1.0]), "support": np.array([1]), "kind": "macro"}',
    "metrics.classification_report": '{"cm": np.array([[1, 0], [0, 1]])}',
    "metrics.roc_auc": '{"y_true": np.array([0, 1]), "scores": np.array([[0.5, 0.5], [0.5, 0.5]])}',
    "evaluation.misclassified": '{"y_true": np.array([1]), "y_pred": np.array([1])}',
    "evaluation.metrics_json": '{"report": {"accuracy": 0.5}}',
}
_OF_FUNCTION = '''"""Bug {number}: one mistake is in {function}, in {module}.py next to this file.

First give an input here for which it returns a wrong answer. Then repair {module}.py.
To check either: nox -s find-the-bug
"""

import numpy as np


def failing_input():
    """Return an input for which {function} is wrong, with a value for each parameter.

    Takes:   nothing
    Returns: a dict such as {example}
    Range:   what the contract of {function} allows; at most 20 numbers, blank pixels do not count
    """
    raise NotImplementedError
'''
_OF_TRAINING = '''"""Bug {number}: one mistake is in {function} or one of its helpers, in {module}.py next to this file.

No input of a few numbers shows it. First return the number of the wrong line of {module}.py here.
Then repair {module}.py. To check either: nox -s find-the-bug
"""


def wrong_line():
    """The number of the line in {module}.py with the mistake.

    Takes:   nothing
    Returns: int
    """
    raise NotImplementedError
'''


def folder_of(submission: Path, place: str) -> Path:
    """The folder of a bug, out of its name."""
    return submission.absolute().parent / FOLDER / place


def write(folder: Path, number: int, exercise: Exercise, text: str) -> None:
    """Write the files of a bug into a new folder.

    Raises:
        OSError: it is there already, or cannot be written.
    """
    folder.mkdir(parents=True)
    write_whole(folder / f"{exercise.module}.py", text)
    write_evidence(folder, number, exercise)


def write_evidence(folder: Path, number: int, exercise: Exercise) -> None:
    """Write the file for the input, or of a training for the line, as it is before the student writes into it.

    Raises:
        OSError: it cannot be written.
    """
    words = {"number": number, "function": exercise.function, "module": exercise.module}
    form = _OF_TRAINING if asked_of(exercise) == LINE else _OF_FUNCTION
    write_whole(folder / f"{EVIDENCE}.py", form.format(**words, example=EXAMPLES.get(exercise.id, "")))


def set_aside(folder: Path) -> None:
    """Make room for another bug; nothing that was written for the old one is lost.

    Raises:
        OSError: the folder cannot be renamed.
    """
    number = 1
    while (aside := folder.with_name(f"{folder.name}.before-{number}")).exists():
        number += 1
    folder.rename(aside)


def asked(exercise: Exercise) -> str:
    """What the file of evidence asks for, in a word."""
    return "line" if asked_of(exercise) == LINE else "input"
