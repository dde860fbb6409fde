"""Claims about the kit that need only reading: they run neither a solution nor a check."""

import ast
import difflib
import importlib
import importlib.util
import re
import traceback
from collections.abc import Callable, Iterator
from itertools import zip_longest
from pathlib import Path

from grader.course import stubs
from grader.course import syllabus as syllabus_file
from grader.course.current import own_folder
from grader.course.syllabus import Exercise
from grader.misconceptions import known, registry
from grader.misconceptions.registry import Misconception
from grader.tools.selfcheck.kit import (
    MISCONCEPTIONS,
    Kit,
    called,
    check_files_of,
    checks_of,
    functions,
    misconceptions_of,
    solution_of,
    stub_of,
)
from grader.tools.selfcheck.problem import Claim, Problem

SHORTEST_SENTENCE, LONGEST_SENTENCE = 30, 300  # characters of what a misconception says: one or two lines of a terminal


def claims(tree: Kit) -> Iterator[Claim]:
    """All claims of this module, in the order in which to see to them; none behind one that has to hold first."""
    for claim in (syllabus_can_be_read, files_can_be_read):
        found = claim(tree)
        yield found
        if not found.holds:
            return
    yield from (claim(tree) for claim in CLAIMS)


def syllabus_can_be_read(tree: Kit) -> Claim:
    """The syllabus is as its head says; without it nothing is known of the rest."""
    complaints: tuple[Problem, ...] = ()
    count = 0
    try:
        count = len(tree.course.exercises)
    except syllabus_file.SyllabusError as error:
        complaints = (Problem(called(syllabus_file.PATH), _line_of(error), error.message, error.remedy),)
    return Claim("every entry of the syllabus can be read", count, complaints, blocks=True)


def files_can_be_read(tree: Kit) -> Claim:
    """Solutions and stubs are Python, and checks and misconceptions can be imported: the worst is said first."""
    files: list[Path] = []
    complaints: list[Problem] = []
    for module in tree.modules:
        for file in (solution_of(module), stub_of(module), *check_files_of(module), *misconceptions_of(module)):
            files.append(file)
            complaint = _of_reading(file, module)
            complaints += [complaint] if complaint else []
    return Claim("every file can be read", len(files), tuple(complaints), blocks=True)


def stubs_and_syllabus_name_the_same(tree: Kit) -> Claim:
    """Every function in a stub is in the syllabus, the reverse, and in one order."""
    complaints: list[Problem] = []
    count = 0
    for module in tree.modules:
        written = functions(stub_of(module))
        rows = [exercise.function for exercise in tree.course.of_module(module)]
        count += len(written)
        path = called(stub_of(module))
        for name, node in written.items():
            if name not in rows:
                remedy = f"Write its entry into {called(syllabus_file.PATH)}, or start its name with an underscore"
                remedy = f"{remedy} in {called(solution_of(module))}."
                complaints.append(Problem(path, node.lineno, f"{name} is not in the syllabus", remedy))
        unknown = [name for name in written if name not in rows]
        complaints += [_without_function(tree, module, row, unknown) for row in rows if row not in written]
        if set(rows) == set(written):
            moved = [(row, name) for row, name in zip(rows, written, strict=True) if row != name][:1]
            for row, name in moved:
                message = f"{name} is in the place of {row} in the syllabus"
                complaints.append(Problem(path, written[name].lineno, message, "Use the same order in both files."))
    return Claim("every function in a stub is in the syllabus, and the reverse", count, tuple(complaints), blocks=True)


def stubs_are_current(tree: Kit) -> Claim:
    """Stub and solution differ in nothing but the bodies."""
    complaints: list[Problem] = []
    for module in tree.modules:
        path, solution = called(stub_of(module)), solution_of(module)
        try:
            wanted = stubs.stub_of(solution.read_text(encoding="utf-8")).split("\n")
        except ValueError as error:
            name, _, message = str(error).partition(": ")
            line = functions(solution)[name].lineno
            complaints.append(Problem(called(solution), line, f"{name}: {message}", "Write it."))
            continue
        found = stub_of(module).read_text(encoding="utf-8").split("\n")
        for line, (one, other) in enumerate(zip_longest(found, wanted), start=1):
            if one != other:
                message = f"this differs from {called(solution)} without its bodies"
                remedy = f"Change {called(solution)} instead, then run `nox -s stubs`."
                complaints.append(Problem(path, line, message, remedy))
                break
    return Claim("stub and solution differ only in their bodies", len(tree.modules), tuple(complaints))


def exercises_have_their_facts(tree: Kit) -> Claim:
    """Every exercise has a name of its own, points, a limit and hints."""
    return _of_syllabus(tree, "every exercise has points, a limit and hints", ("id", "points", "seconds", "hints"))


def needs_form_no_cycle(tree: Kit) -> Claim:
    """The needs of an exercise come before it, so that nothing waits for itself."""
    claim = _of_syllabus(tree, "needs come before the exercises that need them, without a cycle", ("needs",))
    return Claim(
        claim.words, sum(len(exercise.needs) for exercise in tree.course.exercises), claim.complaints, blocks=True
    )


def points_add_up(tree: Kit) -> Claim:
    """Required points add up to what a course has, whatever was asked for alone."""
    if tree.own is not None:
        return Claim("required points add up to what course.toml says", 1)
    words = f"required points add up to {syllabus_file.REQUIRED_POINTS}"
    required = sum(exercise.points for exercise in tree.course.exercises if not exercise.bonus)
    wrong = [fault for fault in syllabus_file.faults(tree.course) if fault.place is None]
    return Claim(words, required, tuple(_complaint(tree, fault) for fault in wrong))


def exercises_have_checks(tree: Kit) -> Claim:
    """Every exercise has checks."""
    asked = {check.exercise for module in tree.modules for check in tree.checks(module)}
    lacking = [exercise for exercise in tree.exercises if exercise.id not in asked]
    complaints = (
        Problem(
            called(checks_of(exercise.id)),
            1,
            f"{exercise.id} has no check",
            f"Write `def check_...({exercise.function}):` with a claim as its docstring.",
        )
        for exercise in lacking
    )
    return Claim("every exercise has checks", len(tree.exercises), tuple(complaints), blocks=True)


def checks_make_claims(tree: Kit) -> Claim:
    """Every check is about the exercise of its file, and says in words what it claims."""
    complaints: list[Problem] = []
    checks = [check for module in tree.modules for check in tree.checks(module)]
    for check in checks:
        path = called(check.file)
        if not check.exercise or check.file != checks_of(check.exercise):
            message = f"{check.name} is not about {check.file.stem.removeprefix('check_')}, the exercise of its file"
            complaints.append(Problem(path, check.line, message, "Name the student's function as its first argument."))
        if not check.claim:
            message = f"{check.name} has no docstring"
            complaints.append(Problem(path, check.line, message, "Write its claim, in the student's words."))
    return Claim("every check makes a claim about an exercise", len(checks), tuple(complaints), blocks=True)


def checks_get_their_arguments(tree: Kit) -> Claim:
    """Every argument of a check has a value, and every generator an argument; else no check of the file could run."""
    complaints: list[Problem] = []
    checks = [check for module in tree.modules for check in tree.checks(module)]
    for check in checks:
        path = called(check.file)
        for name in check.without_value:
            remedy = f"Add `@fresh({name}=...)` with one of grader/checks/generators.py, or remove the argument."
            complaints.append(Problem(path, check.line, f"`{name}` of {check.name} has no generator", remedy))
        for name in check.without_argument:
            message = f"`@fresh({name}=...)`: {check.name} has no argument `{name}`"
            complaints.append(Problem(path, check.line, message, "Add it, or give the generator the argument's name."))
    return Claim("every argument of a check has a value", len(checks), tuple(complaints), blocks=True)


def exercises_have_misconceptions(tree: Kit) -> Claim:
    """Every exercise has misconceptions."""
    known = {one.exercise for module in tree.modules for one in registry.of_module(module)}
    lacking = [exercise for exercise in tree.exercises if exercise.id not in known]
    complaints = (
        Problem(
            called(_written_about(exercise)),
            1,
            f"{exercise.id} has no misconception",
            f'Write a wrong answer under `@misconception("{exercise.function}")`, with a sentence as its docstring.',
        )
        for exercise in lacking
    )
    return Claim("every exercise has misconceptions", len(tree.exercises), tuple(complaints))


def misconceptions_speak(tree: Kit) -> Claim:
    """Every misconception is about an exercise, and tells a student in sentences what was done."""
    found = [one for module in tree.modules for one in registry.of_module(module)]
    complaints: list[Problem] = []
    for one in found:
        path, line = place_of(one)
        if one.exercise not in tree.course.by_id:
            message, remedy = f"{one.name} is about {one.exercise}, which is not an exercise", "Name one of its module."
            complaints.append(Problem(path, line, message, remedy))
        if not SHORTEST_SENTENCE < len(one.sentence) < LONGEST_SENTENCE:
            message = f"{one.name} has a sentence of {len(one.sentence)} characters"
            remedy = f"Make its docstring longer than {SHORTEST_SENTENCE} and shorter than {LONGEST_SENTENCE}."
            complaints.append(Problem(path, line, message, remedy))
        elif not (one.sentence[0].isupper() and one.sentence.endswith(".")):
            message = f"{one.name} has no complete sentence"
            remedy = "Start its docstring with a capital letter and end it with a full stop."
            complaints.append(Problem(path, line, message, remedy))
    return Claim("every misconception has a sentence for the student", len(found), tuple(complaints))


CLAIMS: tuple[Callable[[Kit], Claim], ...] = (
    stubs_and_syllabus_name_the_same,
    stubs_are_current,
    exercises_have_their_facts,
    needs_form_no_cycle,
    points_add_up,
    exercises_have_checks,
    checks_make_claims,
    checks_get_their_arguments,
    exercises_have_misconceptions,
    misconceptions_speak,
)


def place_of(one: Misconception) -> tuple[str, int]:
    """Path and line of a misconception."""
    return called(Path(one.function.__code__.co_filename)), one.function.__code__.co_firstlineno


def _line_of(error: syllabus_file.SyllabusError) -> int:
    """The line that an error of reading the syllabus is about, or 1."""
    told = re.search(r"\(at line (\d+)", str(error))
    if told:
        return int(told[1])
    try:
        lines = syllabus_file.PATH.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError):
        return 1
    row = re.compile(rf"(id|name) = [\"']{re.escape(error.row)}[\"']")
    return next((number for number, line in enumerate(lines, start=1) if error.row and row.match(line)), 1)


def _written_about(exercise: Exercise) -> Path:
    """The file for misconceptions about an exercise; without one of its own, that which lists the files."""
    own = own_folder(exercise.module, "misconceptions")
    file = (own or MISCONCEPTIONS) / exercise.module / f"{exercise.function}.py"
    return file if file.exists() or own else misconceptions_of(exercise.module)[0]


def _of_reading(file: Path, module: str) -> Problem | None:
    """The problem with a file of the tree, if it cannot even be read."""
    path = called(file)
    try:
        ast.parse(file.read_text(encoding="utf-8"))
        if file in check_files_of(module):
            spec = importlib.util.spec_from_file_location(file.stem, file)
            if spec is None or spec.loader is None:
                raise ImportError(f"{path} is not a module")
            spec.loader.exec_module(importlib.util.module_from_spec(spec))
        elif file in misconceptions_of(module):
            if own_folder(module, "misconceptions"):
                registry.of_module(module)  # it is found from then on
            name = f"{known.__name__}.{module}"
            importlib.import_module(name if file.stem == "__init__" else f"{name}.{file.stem}")
    except FileNotFoundError:
        return Problem(path, 1, f"there is no such file for the module {module}", "Write it, or remove the module.")
    except SyntaxError as error:
        return Problem(path, error.lineno or 1, f"not Python: {error.msg}", "Fix it.")
    except Exception as error:  # noqa: BLE001  whatever the file raises is a mistake of who wrote it
        own = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(file)]
        message = f"importing it raises {type(error).__name__}: {error}"
        return Problem(path, (own[-1].lineno or 1) if own else 1, message, "Fix the line.")
    return None


def _without_function(tree: Kit, module: str, row: str, unknown: list[str]) -> Problem:
    """A row of the syllabus without a function; `unknown` are functions without a row."""
    message = f"exercise '{module}.{row}' has no function in {called(stub_of(module))}"
    close = difflib.get_close_matches(row, unknown, n=1, cutoff=0.5)
    remedy = f"Write it into {called(solution_of(module))}, then run `nox -s stubs`."
    if close:
        remedy = f"Did you mean {close[0]!r}?"
    elif row in functions(solution_of(module)):
        remedy = "Run `nox -s stubs`."
    return Problem(called(syllabus_file.PATH), tree.line_of(f"{module}.{row}"), message, remedy)


def _of_syllabus(tree: Kit, words: str, keys: tuple[str, ...]) -> Claim:
    wrong = [fault for fault in syllabus_file.faults(tree.course) if fault.place is not None and fault.key in keys]
    return Claim(words, len(tree.course.exercises), tuple(_complaint(tree, fault) for fault in wrong))


def _complaint(tree: Kit, fault: syllabus_file.Fault) -> Problem:
    line = tree.line_in_syllabus(fault.place, fault.key)
    return Problem(called(syllabus_file.PATH), line, fault.message, fault.remedy)
