"""Right answers in other styles: each file of tests/styles is one, is planted into the reference, and has to pass.

A file is tests/styles/MODULE/FUNCTION/STYLE.py and holds what a student might have in the module for this one exercise;
its first line says what is special about it. To add a style is to add a file.
"""

import ast
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from grader.checks.fresh_seed import FreshSeed
from grader.course import syllabus
from grader.course.syllabus import Exercise
from grader.grading import pipeline
from grader.learning.hunt.hunt_judging import fresh_checks
from grader.report.report import Outcome, Report
from grader.report.sentences import plain
from grader.sandbox.submission import MOST_MODULES
from tests.support import workers

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).parents[1] / "styles"

# Exercises of which there is no other style, and why.
NONE = {
    "training.train_champion": "its training takes minutes, and could differ in what those of train_cnn do, no more"
}
HOURS = 100_000  # a time limit, in seconds


@dataclass(frozen=True)
class Style:
    """A right answer to one exercise.

    Attributes:
        module: of the exercise.
        function: of the exercise.
        name: of the style.
        turn: how many styles of the same exercise stand before it.
    """

    module: str
    function: str
    name: str
    turn: int

    def __str__(self) -> str:
        return f"{self.module}/{self.function}/{self.name}"

    @property
    def exercise(self) -> str:
        return f"{self.module}.{self.function}"

    @property
    def kind(self) -> str:
        """Styles of one kind are graded in one worker, one of each exercise at a time; a training is graded alone."""
        if self.trains:
            return str(self)
        if self.module in ("models", "training"):
            return "networks"
        return "plots" if self.function.startswith("plot_") else "arrays"

    @property
    def trains(self) -> bool:
        """Whether a model is trained, which takes long."""
        return self.function.startswith("train_")

    @property
    def text(self) -> str:
        return (FOLDER / f"{self}.py").read_text(encoding="utf-8")


def _styles() -> list[Style]:
    """All of them; those that are graded together stand together."""
    turns: Counter[tuple[str, str]] = Counter()
    found = []
    for file in sorted(FOLDER.glob("*/*/*.py")):
        module, function = file.parts[-3:-1]
        found.append(Style(module, function, file.stem, turns[module, function]))
        turns[module, function] += 1
    return sorted(found, key=lambda style: (style.trains, style.kind, style.turn))


STYLES = _styles()
TRAININGS = [style for style in STYLES if style.trains]
FRESH = [exercise.id for exercise in syllabus.load().exercises if fresh_checks(exercise)]


@pytest.mark.parametrize("style", [style for style in STYLES if style not in TRAININGS], ids=str)
def test_a_right_answer_passes_whatever_its_style(style: Style, pytestconfig: pytest.Config) -> None:
    found = outcomes(companions(style), seeds_of(pytestconfig))[style.exercise]

    assert found.status == "passed", plain(found.feedback)
    assert any("fresh inputs" in check.name for check in found.checks) == (style.exercise in FRESH)


@pytest.mark.parametrize("style", TRAININGS, ids=str)
def test_a_right_training_passes_in_a_class(style: Style, pytestconfig: pytest.Config) -> None:
    """Its labels have other names there, and it is measured on test images that nobody has."""
    assert in_class(style.exercise, pytestconfig, style) == {"passed"}


@pytest.mark.parametrize("style", STYLES, ids=str)
def test_a_style_says_what_it_is_and_differs_from_the_reference(style: Style) -> None:
    tree = ast.parse(style.text)
    sentence = ast.get_docstring(tree)
    answer, reference = (_bare(tree, style.function), _bare(_reference(style.module), style.function))

    assert sentence is not None
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert ast.dump(answer.args) == ast.dump(reference.args)
    assert ast.dump(answer) != ast.dump(reference)


def test_every_exercise_has_another_style_or_a_reason_why_not() -> None:
    exercises = [exercise.id for exercise in _course().exercises]

    assert {style.exercise for style in STYLES} | set(NONE) == set(exercises)
    assert not {style.exercise for style in STYLES} & set(NONE)


def companions(style: Style) -> tuple[Style, ...]:
    """The styles with which this one is graded: one of each exercise at most."""
    return tuple(other for other in STYLES if (other.kind, other.turn) == (style.kind, style.turn))


def seeds_of(config: pytest.Config) -> range:
    """The numbers of the seeds that were asked for."""
    first = config.getoption("first_seed")
    return range(first, first + config.getoption("seeds"))


def in_class(exercise: str, config: pytest.Config, *styles: Style) -> set[str]:
    """What becomes of a training under the renamings that were asked for: its status, with what is said if it fails."""
    seeds = (range(number, number + 1) for number in range(config.getoption("renamings")))
    found = [outcomes(styles, seed, (exercise,), renames_labels=True)[exercise] for seed in seeds]
    return {each.status if each.status == "passed" else plain(each.feedback) for each in found}


@cache
def outcomes(
    styles: tuple[Style, ...], seeds: range, exercises: tuple[str, ...] = (), *, renames_labels: bool = False
) -> dict[str, Outcome]:
    """What becomes of the reference with these answers in it, by exercise.

    Args:
        styles: the answers.
        seeds: numbers of those that ask their fresh inputs.
        exercises: more that are graded.
        renames_labels: whether trainings are graded as in a class, with what the first seed draws.
    """
    course = _course()
    if len(seeds) > 1:  # then an exercise is asked many times as much as in a grading
        course = replace(course, exercises=tuple(replace(each, seconds=HOURS) for each in course.exercises))
    chosen = course.select([*exercises, *(style.exercise for style in styles)])
    first, *further = map(FreshSeed.of_number, seeds)
    settings = pipeline.Settings(data="digits", use_cache=False, fresh=first, further=tuple(further))
    if renames_labels:
        settings = replace(settings, seed=first.training_seed, renames_labels=True)
    return {found.exercise.id: found for found in _graded(styles, course, chosen, settings).outcomes}


def _graded(
    styles: Sequence[Style], course: syllabus.Syllabus, exercises: Sequence[Exercise], settings: pipeline.Settings
) -> Report:
    """The report of the reference with these answers in it.

    Each stands in a module of its own, beside the exercise's, which imports it: so none meets the names of another.
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        for file in (ROOT / "solutions").glob("*.py"):
            shutil.copy(file, folder)
        for style in styles:
            (folder / f"styled_{style.function}.py").write_text(style.text, encoding="utf-8")
            with (folder / f"{style.module}.py").open("a", encoding="utf-8") as module:
                module.write(f"\n\nfrom .styled_{style.function} import {style.function}\n")
        assert len(list(folder.iterdir())) <= MOST_MODULES
        return workers.graded(folder, course, exercises, settings)


def _bare(tree: ast.Module, function: str) -> ast.FunctionDef:
    """The function without docstring and types."""
    [found] = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == function]
    if ast.get_docstring(found):
        del found.body[0]
    found.returns = None
    for argument in (*found.args.posonlyargs, *found.args.args, *found.args.kwonlyargs):
        argument.annotation = None
    return found


def _reference(module: str) -> ast.Module:
    return ast.parse((ROOT / "solutions" / f"{module}.py").read_text(encoding="utf-8"))


@cache
def _course() -> syllabus.Syllabus:
    return syllabus.load()
