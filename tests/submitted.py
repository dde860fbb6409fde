"""Answers to exercises as bodies of functions, and what becomes of them; one grading takes an answer to each function."""

import inspect
import textwrap
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from grader import grading, syllabus
from grader.report import Outcome

SOLUTIONS = Path(__file__).parent.parent / "solutions"

# function: what is special about the answer, the body of the function, and what the feedback says
Wrong = dict[str, dict[str, tuple[str, str]]]
# function: what is special about the answer, the body of the function
Right = dict[str, dict[str, str]]


def each(table: Wrong | Right) -> pytest.MarkDecorator:
    """Run a test for every answer of a table, under its function and its phrase."""
    rows = [(function, phrase) for function, answers in table.items() for phrase in answers]
    rows.sort(key=lambda row: list(table[row[0]]).index(row[1]))  # those that are graded together stand together
    return pytest.mark.parametrize(("function", "phrase"), rows, ids=[": ".join(row) for row in rows])


def outcome(module: str, table: Wrong | Right, function: str, phrase: str) -> Outcome:
    """What becomes of the reference with this answer in it."""
    place = list(table[function]).index(phrase)
    bodies = {
        name: entry[0] if isinstance(entry := list(answers.values())[place], tuple) else entry
        for name, answers in table.items()
        if place < len(answers)
    }
    # What another function is built on stays right.
    exercise = _course().by_function[function]
    together = {
        name: body
        for name, body in bodies.items()
        if name == function or not (exercise.needs or _course().by_function[name].needs)
    }
    text = "\n\n\n".join(_function(module, name, body) for name, body in sorted(together.items()))
    return _graded(module, text, tuple(sorted(together)))[function]


@cache
def _graded(module: str, text: str, functions: tuple[str, ...], *, alone: bool = False) -> dict[str, Outcome]:
    """The outcomes of functions that are defined anew at the end of a module of the reference, or alone in it."""
    with TemporaryDirectory() as folder:
        source = "" if alone else (SOLUTIONS / f"{module}.py").read_text(encoding="utf-8")
        Path(folder, f"{module}.py").write_text(f"{source}\n\n{text}\n", encoding="utf-8")
        chosen = _course().select([f"{module}.{name}" for name in functions])
        report = grading.grade(Path(folder), _course(), chosen, grading.Settings(data="digits", use_cache=False))
    return {found.exercise.function: found for found in report.outcomes}


def absurd(module: str, expression: str) -> Iterator[Outcome]:
    """What becomes of every exercise of a module whose functions all return this."""
    functions = tuple(exercise.function for exercise in _course().of_module(module))
    lines = [f"def {name}(*_, **__):\n    return {expression}" for name in functions]
    text = "\n\n\n".join(["import numpy as np", *lines])
    yield from _graded(module, text, functions, alone=True).values()


def _function(module: str, name: str, body: str) -> str:
    """The function with the parameters of the solution and another body."""
    return f"def {name}{_signature(module, name)}:\n{textwrap.indent(textwrap.dedent(body).strip(), '    ')}"


@cache
def _signature(module: str, name: str) -> str:
    import importlib

    function: Callable[..., object] = getattr(importlib.import_module(f"solutions.{module}"), name)
    plain = [p.replace(annotation=p.empty) for p in inspect.signature(function).parameters.values()]
    return str(inspect.Signature(plain))


@cache
def _course() -> syllabus.Syllabus:
    return syllabus.load()
