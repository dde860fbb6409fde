"""A table of recorded answers earns nothing, however many gradings it was recorded in, and however one grades."""

import base64
import pickle
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.checks.fresh_seed import FreshSeed
from grader.course.syllabus import Syllabus
from grader.grading import pipeline
from grader.sandbox.calls import Callee, StudentError
from grader.sandbox.runner import Runner
from grader.sandbox.submission import read
from tests.cli.test_watch import Watching, watching  # noqa: F401  a fixture
from tests.conftest import SOLUTIONS
from tests.support.workers import graded, worker

RUNS = 5  # that are recorded; twenty earn nothing either, in a module that is larger than one may be
EXERCISES = ("metrics.precision", "metrics.recall", "metrics.f_score", "metrics.average_scores")
LOOKUP = """
import base64, pickle, zlib

import numpy as np

TABLE = pickle.loads(zlib.decompress(base64.b85decode({table!r})))


def key(value):
    if isinstance(value, np.ndarray):
        return ("array", value.dtype.str, value.shape, value.tobytes())
    if isinstance(value, (list, tuple)):
        return (type(value).__name__, tuple(map(key, value)))
    if isinstance(value, dict):
        return ("dict", tuple((name, key(each)) for name, each in value.items()))
    return (type(value).__name__, repr(value))


def look(name, args, kwargs):
    kind, answer = TABLE.get((name, key(args), key(kwargs)), ("value", None))
    if kind == "error":
        raise ValueError(answer)
    return answer
"""


class Recording(Runner):
    """A runner that keeps every call with what came of it."""

    table: dict[tuple[str, Any, Any], tuple[str, Any]]
    key: Callable[[Any], Any]

    def call(self, callee: Callee, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        asked = callee.function, self.key(args), self.key(kwargs)
        try:
            value = super().call(callee, args, kwargs)
        except StudentError as error:
            self.table[asked] = "error", str(error.args[0])
            raise
        self.table[asked] = "value", value
        return value


@pytest.fixture(scope="module")
def table(course: Syllabus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A submission that looks its arguments up in what was recorded from the reference."""
    scope: dict[str, Any] = {}
    exec(LOOKUP.format(table=_packed({})), scope)  # noqa: S102  it is a text of ours
    found: dict[tuple[str, Any, Any], tuple[str, Any]] = {}
    for seed in range(RUNS):
        runner = Recording(read(SOLUTIONS), worker=worker)
        runner.table, runner.key = found, scope["key"]
        settings = pipeline.Settings(use_cache=False, keep=False, fresh=FreshSeed.of_number(seed))
        try:
            report = pipeline.grade_with(runner, course, course.select(EXERCISES), settings)
        finally:
            runner.close()
        assert report.score == report.points
    names = [name.partition(".")[2] for name in EXERCISES]
    text = "".join(f"\n\ndef {name}(*args, **kwargs):\n    return look({name!r}, args, kwargs)\n" for name in names)
    folder = tmp_path_factory.mktemp("table")
    (folder / "metrics.py").write_text(LOOKUP.format(table=_packed(found)) + text, encoding="utf-8")
    return folder


def _packed(table: dict[tuple[str, Any, Any], tuple[str, Any]]) -> str:
    return base64.b85encode(zlib.compress(pickle.dumps(table), 9)).decode()


@pytest.mark.parametrize("seed", [RUNS + 1, None], ids=["another seed", "in a class"])
def test_a_table_of_answers_earns_nothing_and_is_flagged(seed: int | None, table: Path, course: Syllabus) -> None:
    fresh = FreshSeed(b"secret").of("ada") if seed is None else FreshSeed.of_number(seed)
    settings = pipeline.Settings(use_cache=False, fresh=fresh, renames_labels=seed is None)
    report = graded(table, course, course.select(EXERCISES), settings)

    assert report.score == 0
    assert {outcome.status for outcome in report.outcomes} <= {"failed", "blocked"}
    assert {flag.short for outcome in report.outcomes for flag in outcome.flags} == {"data in the code"}


def test_the_same_seed_is_what_a_table_knows(table: Path, course: Syllabus) -> None:
    settings = pipeline.Settings(use_cache=False, fresh=FreshSeed.of_number(RUNS - 1))
    report = graded(table, course, course.select(EXERCISES), settings)

    assert report.score == report.points


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo terminals that Python can open")
def test_in_watch_mode_a_table_passes_nothing(table: Path, watching: Watching) -> None:  # noqa: F811
    terminal = watching(table, rows=45)
    terminal.press("l")
    screen = terminal.shows(*(f"✘ failed {name.partition('.')[2]}" for name in EXERCISES[:2]), "0 of 100 points")

    assert "✔ passed" not in screen


BLANKED = """

import functools
import sys

import numpy as np


def blank(value):
    if isinstance(value, np.ndarray):
        value[...] = 0
    elif isinstance(value, dict):
        value.clear()


def blanking(function):
    @functools.wraps(function)
    def blanks(*args, **kwargs):
        for value in (*args, *kwargs.values()):
            blank(value)
        return function(*args, **kwargs)

    return blanks


for name, function in list(globals().items()):
    if getattr(function, "__module__", None) == __name__ and name not in ("blank", "blanking"):
        globals()[name] = blanking(function)
"""


def test_what_is_expected_does_not_follow_what_a_function_does_to_its_arguments(
    submission: Callable[..., Path], course: Syllabus
) -> None:
    """Whoever knows the examples may make of any other question one that is easy to answer."""
    modules = ("preprocessing", "metrics", "evaluation")
    folder = submission(**dict.fromkeys(modules, BLANKED))
    settings = pipeline.Settings(use_cache=False, fresh=FreshSeed.of_number(0))
    report = graded(folder, course, course.select(modules), settings)

    for outcome in report.outcomes:
        asked = [check.status for check in outcome.checks if "fresh" in check.id]
        assert "failed" in asked, outcome.exercise.id
