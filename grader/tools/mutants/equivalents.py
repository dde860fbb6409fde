"""Equals: mutants that still do what their contract asks, with the reasons why, kept in a file."""

import ast
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.course.definitions import definitions
from grader.tools.mutants.mutant import Mutant
from grader.tools.selfcheck.kit import called, solution_of
from grader.tools.selfcheck.problem import Problem

PATH = Path(__file__).with_name("equal_mutants.toml")
NEEDED = {"module", "function", "was", "reason"}  # keys of every entry
SHORTEST_REASON = 20  # characters
ENTRY = re.compile(r"\s*\[\[\s*equal\s*\]\]")
REMEDY = "See the comments at the top of the file."


@dataclass(frozen=True)
class Equal:
    """An entry of the file.

    Attributes:
        module: of the solution.
        function: in which something is changed.
        was, becomes: the change, as a mutant has it; `becomes` is None where the contract leaves the statements open:
            then it is about all changes of them that pass.
        reason: why no check can tell, or none may.
        exercises: functions for which it holds, where the changed one is a helper of several; none: all of them.
        line: of the entry in the file.
    """

    module: str
    function: str
    was: str
    becomes: str | None
    reason: str
    exercises: tuple[str, ...]
    line: int

    def is_about(self, mutant: Mutant) -> bool:
        module, _, exercise = mutant.exercise.partition(".")
        becomes = mutant.becomes if self.becomes is None else self.becomes
        place = (module, mutant.definition, mutant.was, mutant.becomes)
        known = (self.module, self.function, self.was, becomes)
        return place == known and (not self.exercises or exercise in self.exercises)


def read(path: Path) -> tuple[tuple[Equal, ...], tuple[Problem, ...]]:
    """The entries of a file, and what is wrong with it."""
    name = called(path) if path == PATH else path.name
    try:
        text = path.read_text(encoding="utf-8")
        rows = tomllib.loads(text).get("equal", [])
    except ValueError as error:
        return (), (Problem(name, 1, f"it is not TOML in UTF-8: {error}", REMEDY),)
    starts = [number for number, line in enumerate(text.splitlines(), start=1) if ENTRY.match(line)]
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows) or len(rows) != len(starts):
        return (), (Problem(name, 1, "an entry does not begin with a line [[equal]]", REMEDY),)
    entries: list[Equal] = []
    complaints: list[Problem] = []
    for row, line in zip(rows, starts, strict=True):
        texts = {key: value for key, value in row.items() if key in NEEDED and isinstance(value, str)}
        exercises, becomes = row.get("exercises", []), row.get("becomes")
        fits = isinstance(exercises, list) and isinstance(becomes, str | None)
        if texts.keys() != NEEDED or row.keys() - NEEDED - {"exercises", "becomes"} or not fits:
            complaints.append(Problem(name, line, "it does not have the keys of an entry", REMEDY))
        elif len(texts["reason"]) < SHORTEST_REASON:
            complaints.append(
                Problem(name, line, "its reason is none", "Say why no check can tell it from the solution.")
            )
        else:
            entries.append(Equal(**texts, becomes=becomes, exercises=tuple(map(str, exercises)), line=line))
    return tuple(entries), tuple(complaints)


def unused(entries: Iterable[Equal], made: Iterable[Mutant], survivors: Sequence[Mutant]) -> list[Problem]:
    """The entries that no survivor needs any more, as far as mutants were made.

    Args:
        entries: of the file.
        made: all mutants of some exercises.
        survivors: those of them that pass all checks.
    """
    having: dict[tuple[str, str], set[str]] = {}  # exercises, by module and what of it is changed
    for mutant in made:
        module, _, exercise = mutant.exercise.partition(".")
        having.setdefault((module, mutant.definition), set()).add(exercise)
    found = []
    for entry in entries:
        change = "" if entry.becomes is None else f" becomes `{entry.becomes}`"
        place = f"{entry.function}: `{entry.was}`{change}"
        if not _is_there(entry):
            message = f"{place}: there is no {entry.function} in {called(solution_of(entry.module))}"
            found.append(Problem(called(PATH), entry.line, message, "Remove the entry, or fix its names."))
            continue
        planted = having.get((entry.module, entry.function), set())
        asked = planted & set(entry.exercises) if entry.exercises else planted
        idle = asked - {mutant.exercise.partition(".")[2] for mutant in survivors if entry.is_about(mutant)}
        if idle:
            message = f"{place} is not a survivor in {', '.join(sorted(idle))}"
            remedy = "Remove the entry, or name in `exercises` the exercises that it is about."
            found.append(Problem(called(PATH), entry.line, message, remedy))
    return found


def _is_there(entry: Equal) -> bool:
    """Whether the module has what an entry is about."""
    try:
        tree = ast.parse(solution_of(entry.module).read_text(encoding="utf-8"))
    except OSError:
        return False
    return entry.function in definitions(tree)
