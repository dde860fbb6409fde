"""The calibrated gates, and what is on either side of each."""

from dataclasses import dataclass

from grader.course import syllabus


@dataclass(frozen=True)
class Calibrated:
    """A gate with the designs on either side of it.

    Attributes:
        threshold: share of the test images.
        reference: the design that must pass, by name.
        weaker: designs that must not, by name.
        plain: recipes that nearly always have to from some number of epochs on, by name.
    """

    threshold: float
    reference: str
    weaker: tuple[str, ...]
    plain: tuple[str, ...] = ()


def gates() -> tuple[Calibrated, ...]:
    """The gates, lowest first; the thresholds are those of the syllabus.

    Which classes are weaker follows from what the exercises ask: no convolution and 97 %, a convolution and 98.5 %,
    anything at 99.3 %. A convolutional network with another training is not a weaker class than the champion's.
    """
    found = {exercise.function: exercise.gate or 0.0 for exercise in syllabus.load().of_module("training")}
    return (
        Calibrated(found["train_dense"], "train_dense", ("linear",), ("dense_32", "dense_64", "dense_128")),
        Calibrated(
            found["train_cnn"],
            "train_cnn",
            ("linear", "train_dense", "pointwise"),
            ("cnn_32", "cnn_64", "cnn_128", "dropout_32", "dropout_64", "dropout_128"),
        ),
        Calibrated(found["train_champion"], "train_champion", ("linear", "train_dense", "pointwise")),
    )
