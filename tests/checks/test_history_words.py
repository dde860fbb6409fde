"""Tests of what labels, titles and ticks beside curves are taken to say; words that are not known are left alone."""

from types import SimpleNamespace
from typing import cast

import pytest

from grader.checks.figures import drawn_history
from grader.checks.figures.figure import Axes

VIEW = (0.9, 3.1, 0.7, 0.9)


def axes(
    xticks: list[tuple[float, str]] | None = None,
    yticks: list[tuple[float, str]] | None = None,
    multiplied: tuple[str, ...] = (),
) -> Axes:
    """An axes with ticks."""
    fields = {"xticks": xticks or [], "yticks": yticks or [], "multiplied": list(multiplied), "view": VIEW}
    return cast(Axes, SimpleNamespace(**fields))


@pytest.mark.parametrize(
    "label", ["x", "X axis", "value", "learning rate", "predicted label", "time (s)", "batch size"]
)
def test_a_label_at_x_may_name_something_else(label: str) -> None:
    assert drawn_history.names_no_epochs(label)


@pytest.mark.parametrize(
    "label",
    [
        "Epoch",
        "epoch $t$",
        "Epoche",
        "\u00e9poque",
        "\u00e9poca",
        "Durchgang",
        "seconds per epoch",
        "time",
        "t",
        "\u30a8\u30dd\u30c3\u30af",
        "passes",
    ],
)
def test_a_label_at_x_may_be_of_any_language(label: str) -> None:
    assert not drawn_history.names_no_epochs(label)


@pytest.mark.parametrize(
    ("label", "alone"),
    {
        "epoch": True,
        "Number of epochs": True,
        "value per epoch": False,
        "accuracy": False,
        "Wert je Epoche": False,
    }.items(),
)
def test_a_label_at_y_may_say_epochs_alone(label: str, alone: bool) -> None:
    assert drawn_history.names_epochs_alone(label) == alone


@pytest.mark.parametrize(
    ("text", "measure"),
    {
        "val_loss": "loss",
        "Model accuracy": "accuracy",
        "train acc": "accuracy",
        "Training and validation loss": "loss",
        "Loss during training": "loss",
        "Accuracy and loss": None,
        "lowest val_loss: epoch 3": None,
        "Verlust": None,
        "training": None,
        "": None,
    }.items(),
)
def test_a_title_is_the_name_of_a_measure_if_it_says_nothing_else(text: str, measure: str | None) -> None:
    assert [name for name in ("accuracy", "loss") if drawn_history.is_name_of(text, name)] == [measure] * (
        measure is not None
    )


@pytest.mark.parametrize(
    ("training", "validation", "same"),
    [
        ("line 1", "line 2", True),
        ("1", "2", True),
        ("Accuracy", "accuracy", True),
        ("training", "training 2", True),
        ("accuracy", "val_accuracy", False),
        ("training", "held-out part of the training set", False),
        ("images trained on", "images not trained on", False),
        ("entrenamiento", "prueba", False),
        ("t", "v", False),
    ],
)
def test_labels_may_tell_nothing_apart(training: str, validation: str, same: bool) -> None:
    assert drawn_history.tell_nothing_apart(training, validation) == same


@pytest.mark.parametrize(
    ("ticks", "wrong"),
    [
        ([(1, "1"), (2, "2"), (3, "3")], None),
        ([(1, "1"), (1.5, "2"), (2, "2")], None),
        ([(1, "0"), (2, "1")], (1, "0")),
        ([(1, "first"), (2, "second")], None),
        ([(0, "9"), (1, "1")], None),
    ],
)
def test_a_tick_at_x_may_have_the_number_of_another_epoch(
    ticks: list[tuple[float, str]], wrong: tuple[float, str] | None
) -> None:
    assert drawn_history.misnumbered_x(axes(xticks=ticks)) == wrong


@pytest.mark.parametrize(
    ("ticks", "wrong"),
    [
        ([(0.7, "0.70"), (0.8, "0.8")], None),
        ([(0.75, "0.8"), (0.85, "0.8")], None),
        ([(0.7, "70%"), (0.755, "75 %")], None),
        ([(0.7, "70"), (0.8, "80")], None),
        ([(0.7, "\N{MINUS SIGN}0.7")], (0.7, "\N{MINUS SIGN}0.7")),
        ([(0.8, "0.8%")], (0.8, "0.8%")),
        ([(0.75, "3")], (0.75, "3")),
        ([(0.8, "$8\\times10^{-1}$")], None),
    ],
)
def test_a_tick_at_y_may_have_another_number(ticks: list[tuple[float, str]], wrong: tuple[float, str] | None) -> None:
    assert drawn_history.misnumbered_y(axes(yticks=ticks)) == wrong


def test_ticks_that_a_text_multiplies_are_left_alone() -> None:
    assert drawn_history.misnumbered_y(axes(yticks=[(0.8, "8")], multiplied=("y",))) is None
