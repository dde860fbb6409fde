"""Tests of how figures are read on the near side: what they show, and that no odd description trips a check."""

import copy
import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.checks.figures import figure
from grader.checks.fresh import Fresh
from grader.course import syllabus
from grader.sandbox.runner import Runner
from grader.sandbox.submission import read
from grader.sandbox.worker import wire

ROOT = Path(__file__).parents[2]


def module_of(name: str) -> ModuleType:
    """The file with the checks of a figure, to be called as functions."""
    return importlib.import_module(f"grader.checks.evaluation.check_{name}")


@pytest.fixture(scope="module")
def described() -> Iterator[dict[str, wire.Figure]]:
    """What the worker says of the reference's figures."""
    runner = Runner(read(ROOT / "solutions"))
    course = syllabus.load()
    predictions = module_of("plot_predictions")
    arguments = {
        "plot_history": (module_of("plot_history").history(),),
        "plot_confusion_matrix": (module_of("plot_confusion_matrix").THREE,),
        "plot_predictions": (predictions.IMAGES[: predictions.MIXED], predictions.Y_TRUE, predictions.Y_PRED),
    }
    yield {name: runner.call(course.by_function[name], given, {}) for name, given in arguments.items()}
    runner.close()


class Answers:
    """A student's function that gives the same answer to everything."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def __call__(self, *_: Any) -> Any:
        return self.answer

    once = __call__

    def arguments_after(self, *given: Any) -> tuple[Any, ...]:
        return given


def checks_of(name: str) -> list[Any]:
    """The checks of a figure, each with the arguments of one of its cases; none that draws fresh inputs."""
    found = []
    for check in vars(module_of(name)).values():
        if inspect.isfunction(check) and check.__name__.startswith("check_"):
            marks = [mark for mark in getattr(check, "pytestmark", []) if mark.name == "parametrize"]
            rows = marks[0].args[1] if marks else [()]
            cases = [row if isinstance(row, tuple) else (row,) for row in rows]
            found += [(check, case) for case in cases if not any(isinstance(each, Fresh) for each in case)]
    return found


def test_a_line_is_read_with_its_label(described: dict[str, wire.Figure]) -> None:
    accuracy, loss = figure.read(described["plot_history"])

    assert [line.label for line in accuracy.lines] == ["training", "validation"]
    assert accuracy.legend == ["training", "validation"]
    assert loss.lines[0].x.tolist() == [1, 2, 3]
    assert loss.lines[0].shows([1.0, 0.5, 0.4])
    assert not accuracy.stands_under(loss)


def test_texts_are_found_in_their_cells(described: dict[str, wire.Figure]) -> None:
    (axes,) = figure.read(described["plot_confusion_matrix"])
    (image,) = axes.images

    assert axes.texts_by_cell(image)[1, 2] == ["3"]
    assert len(axes.texts_by_cell(image)) == 9
    assert axes.tick_labels(image, "x") == [["0"], ["1"], ["2"]]
    assert image.cell(2.49, -0.49) == (0, 2)
    assert image.cell(2.51, 0) is None
    assert image.cell(float("nan"), 0) is None


def test_looks_tell_wrong_ones_apart(described: dict[str, wire.Figure]) -> None:
    axes = figure.read(described["plot_predictions"])

    assert axes[0].looks == axes[3].looks
    assert {aspect for aspect in axes[0].looks if axes[0].looks[aspect] != axes[1].looks[aspect]} == {"title", "spines"}


@pytest.mark.parametrize(
    ("text", "numbers"),
    {
        "true 7, predicted 1": [7, 1],
        "7->1": [7, 1],
        "T7 P1": [7, 1],
        "7,1": [7, 1],
        "1,234": [1234],
        "1234.0": [1234],
        "12\n3.5 %": [12],
        "1.2e+03": [],
        ".5": [],
        "9" * 40: [],
        "": [],
    }.items(),
)
def test_whole_numbers_are_found_in_a_text(text: str, numbers: list[int]) -> None:
    assert figure.whole_numbers(text) == numbers


def test_more_axes_than_anybody_looks_at_are_refused(described: dict[str, wire.Figure]) -> None:
    crowd = wire.Figure(described["plot_confusion_matrix"].axes * 201, [])

    with pytest.raises(AssertionError, match="has 201 axes"):
        figure.read(crowd)


@pytest.mark.parametrize("name", ["plot_history", "plot_confusion_matrix", "plot_predictions"])
def test_the_reference_passes_without_a_worker(name: str, described: dict[str, wire.Figure]) -> None:
    found = checks_of(name)
    passed = 0
    for check, row in found:
        try:
            check(Answers(described[name]), *row)
        except AssertionError:  # a check of other arguments than those it was drawn for
            continue
        passed += 1

    assert passed >= len(found) // 3


ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(min_value=10**400, max_value=10**400 + 9),
    st.floats(),
    st.text(max_size=5),
    st.just([]),
    st.just({}),
    st.just(()),
    st.just([[]]),
    st.just(np.zeros(0)),
    st.just(np.zeros((0, 3))),
    st.just(np.zeros((28, 28, 0))),
    st.just(np.full((3, 3), np.nan)),
    st.just(np.full((28, 28), np.inf)),
    st.just(np.array(5)),
    st.just(np.ones(3, dtype=complex)),
    st.just(np.arange(3, dtype=np.uint8)),
    st.just(np.float32("nan")),
    st.just(wire.Foreign("type", "text")),
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths to all parts of nested containers."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield (*path, key)
            yield from places(part, (*path, key))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield (*path, index)
            yield from places(part, (*path, index))


@pytest.mark.parametrize("name", ["plot_history", "plot_confusion_matrix", "plot_predictions"])
@pytest.mark.fuzz
@given(data=st.data())
def test_no_odd_description_trips_a_check(name: str, data: st.DataObject, described: dict[str, wire.Figure]) -> None:
    axes: Any = [_with_lists(part) for part in described[name].axes]
    for _ in range(data.draw(st.integers(1, 3))):
        *way, last = data.draw(st.sampled_from(sorted(places(axes), key=repr)))
        holder = axes
        for step in way:
            holder = holder[step]
        if isinstance(holder, list | dict):
            holder[last] = copy.deepcopy(data.draw(ODD))  # the drawn one is shared, and might come to hold itself
    odd = wire.Figure(data.draw(st.sampled_from([axes, axes, axes, axes[:1], {}, None])), [])

    for check, row in checks_of(name):
        try:
            check(Answers(odd), *copy.deepcopy(row))
        except AssertionError as error:
            if not str(error):
                raise TypeError("an assertion without a sentence") from error


def _with_lists(value: Any) -> Any:
    """A copy in which lists stand for tuples, so that every part can be exchanged."""
    if isinstance(value, dict):
        return {key: _with_lists(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_with_lists(part) for part in value]
    return value
