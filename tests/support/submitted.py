"""Answers to exercises as bodies of functions, and what becomes of them; one grading takes one for each function."""

import inspect
import textwrap
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from grader.course import syllabus
from grader.grading import pipeline
from grader.report.report import Outcome
from tests.support import workers

MODULES = ("preprocessing", "metrics", "evaluation")  # those without Keras
SOLUTIONS = Path(__file__).parents[2] / "solutions"

# A function is blocked instead of failed if one that its exercise needs is wrong as well.
FAILED = ("failed", "blocked")

# function: what is special about the answer, the body of the function, and what the feedback says
Wrong = dict[str, dict[str, tuple[str, str]]]
# function: what is special about the answer, the body of the function
Right = dict[str, dict[str, str]]

# what is special about a value that no function should return, and Python that makes it; `np` is NumPy
ABSURD = {
    "None": "None",
    "a text": "'seven'",
    "NaN": "float('nan')",
    "a bool": "True",
    "a number of 400 digits": "10**400",
    "a number of 30 digits in a list": "[10**30, -(10**30)]",
    "a complex array": "np.full((3, 28, 28), 1j)",
    "an array of objects": "np.array([None, {}], dtype=object)",
    "an array of texts": "np.array(['a', 'b'])",
    "an array without axes": "np.array(0.5)",
    "an array of many axes": "np.zeros((1,) * 32)",
    "a huge array": "np.zeros((2000, 2000), dtype=np.uint8)",  # 246 calls send it: more would only take longer
    "a too huge array": "np.zeros((40000, 4000), dtype=np.uint8)",
    "lists of other lengths": "[[1, 2], [3], 'x', []]",
    "lists in lists in lists": "[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]",
    "four of nothing": "(None, None, None, None)",
    "four odd parts": "(np.zeros((0, 0)), 'x', [[]], float('inf'))",
    "four empty lists": "([], [], [], [])",
    "an odd dict": "{'0': None, 'accuracy': [1], 'macro avg': 'x', 3: np.float64('nan'), None: {}}",
    "a function": "lambda: 0",
    "a class": "type('Odd', (), {'shape': (1,), '__eq__': lambda self, other: True})",
    "a subclass of array": "np.ma.masked_all((3, 28, 28))",
    "a generator": "(part for part in range(4))",
    "bytes": "b'seven'",
    "infinities": "np.full((50, 28, 28), np.inf)",
    "not a time": "np.datetime64('NaT')",
}


def each(table: Wrong | Right) -> pytest.MarkDecorator:
    """Run a test for every answer of a table, under its function and its phrase."""
    rows = [(function, phrase) for function, answers in table.items() for phrase in answers]
    rows.sort(key=lambda row: list(table[row[0]]).index(row[1]))  # those that are graded together stand together
    return pytest.mark.parametrize(("function", "phrase"), rows, ids=[": ".join(row) for row in rows])


def outcome(module: str, table: Wrong | Right, function: str, phrase: str) -> Outcome:
    """What becomes of the reference with this answer in it."""
    place = list(table[function]).index(phrase)
    bodies: dict[str, str] = {}
    for name, answers in table.items():
        for entry in list(answers.values())[place : place + 1]:
            bodies[name] = entry if isinstance(entry, str) else entry[0]
    text = "\n\n\n".join(_function(module, name, body) for name, body in sorted(bodies.items()))
    return graded(text, (module,), tuple(f"{module}.{name}" for name in sorted(bodies)))[f"{module}.{function}"]


def absurd(expression: str) -> Iterator[Outcome]:
    """What becomes of every exercise but the models and trainings, when all functions return this."""
    exercises = [exercise for module in MODULES for exercise in _course().of_module(module)]
    lines = [f"def {exercise.function}(*_, **__):\n    return {expression}" for exercise in exercises]
    text = "\n\n\n".join(["import numpy as np", *lines])
    yield from graded(text, MODULES, tuple(exercise.id for exercise in exercises), alone=True).values()


@cache
def graded(
    text: str, modules: tuple[str, ...], exercises: tuple[str, ...], *, alone: bool = False
) -> dict[str, Outcome]:
    """The outcomes of exercises whose functions `text` defines anew, behind those of the reference or alone."""
    with TemporaryDirectory() as folder:
        for module in modules:
            source = "" if alone else (SOLUTIONS / f"{module}.py").read_text(encoding="utf-8")
            Path(folder, f"{module}.py").write_text(f"{source}\n\n{text}\n", encoding="utf-8")
        chosen = _course().select(exercises)
        settings = pipeline.Settings(data="digits", use_cache=False)
        report = workers.graded(Path(folder), _course(), chosen, settings)
    return {found.exercise.id: found for found in report.outcomes}


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
