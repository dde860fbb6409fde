"""Show what a classifier gets right and wrong: figures, and a file of its scores.

Two functions are NumPy and plain Python, three draw with Matplotlib. They return the
Figure: save it with figure.savefig("name.png").
Grade just this module with: nox -s grade -- --only evaluation
"""

import json
from typing import Any

import numpy as np
from matplotlib.figure import Figure


def misclassified(y_true: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
    """Find the images that were labelled wrongly.

    Formula: all i with y_true[i] != y_pred[i]
    Takes:   y_true, y_pred: int (n,), labels
    Returns: int (m,), indices in ascending order
    Range:   0 to n - 1
    Edge:    nothing wrong gives an array of shape (0,)
    Errors:  none

    >>> misclassified(np.array([7, 2, 1]), np.array([7, 3, 7]))
    array([1, 2])

    Source:  NumPy reference, numpy.flatnonzero
    """
    raise NotImplementedError


def metrics_json(report: dict[str, Any]) -> str:
    """Write a classification report as JSON text that any program can read.

    Formula: json.loads(metrics_json(report)) == report, arrays as lists
    Takes:   report: dict with string keys; its values may be dicts and lists, NumPy
             scalars (np.bool_ too) and NumPy arrays, at any depth
    Returns: str
    Range:   strict JSON, which has no NaN and no Infinity
    Edge:    a NumPy scalar is written as its plain value, with all digits; an array
             of one entry as a list of one entry, an empty array as an empty list
    Errors:  ValueError if a number is NaN or infinite

    >>> json.loads(metrics_json({"accuracy": np.float32(0.5), "support": np.arange(2)}))
    {'accuracy': 0.5, 'support': [0, 1]}

    Source:  RFC 8259, "The JavaScript Object Notation (JSON) Data Interchange
             Format", section 6
    """
    raise NotImplementedError


def plot_history(history: dict[str, list[float]]) -> Figure:
    """Draw how accuracy and loss developed while a model was trained.

    Formula: (1, values[0]), (2, values[1]), ... for each list, as a line or points
    Takes:   history: dict of lists, one number per epoch: "accuracy", "loss" and, if
             there was validation, "val_accuracy" and "val_loss"
    Returns: a new Figure with two axes, one for accuracy and one for loss, neither of
             them hidden; the lines of an axes differ in color or style, and a legend
             shows which is training and which is validation; both axes name what x
             and y are: epochs, and accuracy or loss
    Range:   x counts epochs from 1, and so do its ticks; all points are in view, also of
             many epochs and of a loss above 1
    Edge:    without the validation lists each axes has a single line
    Errors:  none

    >>> figure = plot_history({"accuracy": [0.8, 0.9], "loss": [0.7, 0.3]})
    >>> [axes.get_ylabel() for axes in figure.axes]
    ['accuracy', 'loss']

    Source:  Goodfellow, Bengio & Courville 2016, "Deep Learning", section 7.8
    """
    raise NotImplementedError


def plot_confusion_matrix(cm: np.ndarray) -> Figure:
    """Draw a confusion matrix, each cell shaded by its count, with the count in it.

    Formula: the cell in row t and column p shows cm[t, p]
    Takes:   cm: int (k, k), true classes in rows
    Returns: Figure with the matrix as an image (imshow), a tick for each class and for
             no other on both axes, the count and no other as text in each cell, and
             two axis labels: one contains "true", the other "predicted"
    Range:   any counts; text and shade of a cell contrast, light on dark or dark on
             light, so that every count can be read
    Edge:    a count of 0 is written too
    Errors:  none

    >>> figure = plot_confusion_matrix(np.array([[3, 1], [0, 4]]))
    >>> [text.get_text() for text in figure.axes[0].texts]
    ['3', '1', '0', '4']

    Source:  scikit-learn user guide, "Confusion matrix" (ConfusionMatrixDisplay)
    """
    raise NotImplementedError


def plot_predictions(images: np.ndarray, y_true: np.ndarray, y_pred: np.ndarray) -> Figure:
    """Draw the first 25 images, each with its true and its predicted label.

    Formula: image i is in row i // 5 and column i % 5
    Takes:   images: uint8 (n, 28, 28); y_true, y_pred: int (n,), labels
    Returns: Figure with one axes for each image; its title names both labels; wrong
             predictions are also marked, by more than the numbers
    Range:   at most 25 images
    Edge:    fewer than 25 images: all of them, and no empty axes
    Errors:  none

    >>> images = np.zeros((30, 28, 28), dtype=np.uint8)
    >>> figure = plot_predictions(images, np.arange(30) % 10, np.zeros(30, dtype=int))
    >>> len(figure.axes)
    25

    Source:  scikit-learn example, "Recognizing hand-written digits"
    """
    raise NotImplementedError
