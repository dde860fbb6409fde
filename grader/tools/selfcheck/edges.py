"""Edges: inputs at the end of what a contract allows; a docstring has to name those that the checks ask.

A student cannot know that an empty input counts unless the contract says so. Words are looked for, not meaning: whether
the sentence is right is for a reader to see.
"""

import ast
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.course.paths import SOLUTIONS
from grader.grading import pipeline
from grader.sandbox.calls import Callee
from grader.sandbox.runner import Runner
from grader.sandbox.submission import read
from grader.tools.selfcheck.grading_workers import worker
from grader.tools.selfcheck.kit import Kit, called, functions, solution_of
from grader.tools.selfcheck.problem import Claim, Problem

Given = dict[str, Any]  # arguments by the names of the parameters


@dataclass(frozen=True)
class Edge:
    """A kind of input.

    Attributes:
        name: as a complaint calls it.
        asked: whether the arguments of a call are at this edge.
        words: of a docstring that names it, a regular expression.
    """

    name: str
    asked: Callable[[Given], bool]
    words: str


def _is_empty(given: Given) -> bool:
    return any(isinstance(value, np.ndarray) and value.ndim > 0 and len(value) == 0 for value in given.values())


def _is_nothing_counted(given: Given) -> bool:
    """Whether what is counted, or added up, is 0 at some place."""
    found = [np.asarray(given[name]) for name in COUNTED if name in given and np.size(given[name])]
    if "cm" in given:
        cm = np.asarray(given["cm"])
        return cm.size > 0 and bool((cm.sum(axis=0) == 0).any() or (cm.sum(axis=1) == 0).any())
    return bool(found) and bool(np.all(np.broadcast_arrays(*(each == 0 for each in found)), axis=0).any())


def _is_one_class(given: Given) -> bool:
    tables = [given[name] for name in ("cm", "scores", "y_pred") if name in given and np.ndim(given[name]) == 2]
    return given.get("num_classes") == 1 or any(np.shape(table)[1] == 1 for table in tables)


COUNTED = ("tp", "fp", "fn", "tn", "support", "precision", "recall")
EDGES = (
    Edge("an empty input", _is_empty, r"\bno (images|labels|scores)\b|\bempty\b|\bn >= 0|\bnothing wrong\b"),
    Edge(
        "counts of 0",
        _is_nothing_counted,
        r"\b0(\.0)?\b|\bzeros?\b|\bnothing\b|\bnever occurs\b|\bno (image|answers)\b",
    ),
    Edge("one class", _is_one_class, r"\b(one|single) class\b|\bk >= 1\b|\ba class .* has all\b"),
)


@dataclass
class _Listening(Runner):
    """A runner that keeps what it is asked, by the exercise's id."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.asked: list[tuple[Callee, tuple[Any, ...], dict[str, Any]]] = []

    def call(self, callee: Callee, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        self.asked.append((callee, args, kwargs))
        return super().call(callee, args, kwargs)


def docstrings_name_the_edges(tree: Kit, settings: pipeline.Settings) -> Claim:
    """Whatever edge the checks ask of a solution, its docstring names."""
    exercises = [exercise for exercise in tree.exercises if not exercise.images]
    with closing(_Listening(read(SOLUTIONS), worker=worker)) as runner:
        pipeline.grade_with(runner, tree.course, exercises, settings)
    met: dict[tuple[str, str], Problem] = {}
    count = 0
    for exercise, args, kwargs in runner.asked:
        node = functions(solution_of(exercise.module))[exercise.function]
        given = dict(zip([argument.arg for argument in node.args.args], args, strict=False)) | kwargs
        for edge, problem in _complaints(exercise, node, given):
            met.setdefault((exercise.id, edge), problem)
        count += 1
    return Claim("docstrings name all edges that the checks ask", count, tuple(met.values()))


def _complaints(exercise: Callee, node: ast.FunctionDef, given: Given) -> Iterator[tuple[str, Problem]]:
    contract = (ast.get_docstring(node) or "").partition(">>>")[0]
    for edge in EDGES:
        if edge.asked(given) and not re.search(edge.words, contract):
            message = f"the checks ask {exercise.function} for {edge.name}, which its docstring does not name"
            place = called(solution_of(exercise.module)), node.lineno
            yield edge.name, Problem(*place, message, "Say there what it gives, or do not ask it.")
