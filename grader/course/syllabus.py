"""The syllabus is the ordered list of exercises, read from `syllabus.toml`, the only place where its facts are."""

import difflib
import tomllib
from collections.abc import Sequence
from dataclasses import MISSING, dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from grader.util.errors import Stopped
from grader.util.exit_status import OUR_FAULT
from grader.util.text import close_names, counted

PATH = Path(__file__).with_name("syllabus.toml")
REQUIRED_POINTS = 100
HINT_LEVELS = 3  # a nudge, the idea, nearly the code
LARGEST = 1 << 20  # bytes of a file; the course's own has 24 KB
LONGEST = 12 * 3600  # seconds that a call may be given; the processor time of a worker ends there


PUT_BACK, SEE_HEAD = "Write it, or restore it with git.", "See the comments at the top of the file."


class SyllabusError(Stopped):
    """A mistake of the syllabus' author.

    Attributes:
        place: the file, maybe with its line.
        message: what is wrong, a sentence.
        remedy: the next thing to do, another one.
        row: the id of the exercise that it is about, or nothing.
    """

    status = OUR_FAULT

    def __init__(self, place: str, message: str, remedy: str, row: str = "") -> None:
        super().__init__(f"{place}: {message} {remedy}")
        self.place, self.message, self.remedy, self.row = place, message, remedy, row


class UnknownExercise(Stopped):
    """A name that is neither an exercise nor a module.

    Attributes:
        name: it.
        message: a sentence that says so.
        remedy: the closest that are, or where to find them, another one.
    """

    def __init__(self, name: str, remedy: str) -> None:
        self.name, self.message, self.remedy = name, f"{name!r} is not an exercise or a module.", remedy
        super().__init__(f"{self.message} {remedy}")


@dataclass(frozen=True)
class Module:
    """A file that a student edits."""

    name: str
    title: str


@dataclass(frozen=True)
class Exercise:
    """One function that the student writes."""

    id: str
    title: str
    points: int
    seconds: float  # time limit of one call, see `grader.sandbox.stopwatch`
    hints: tuple[str, ...]
    needs: tuple[str, ...] = ()
    bonus: bool = False
    images: bool = False  # whether it is given the training images
    gate: float | None = None  # share of the test images that what it trains has to recognise
    parameters: int | None = None  # of the model that the solution trains

    @property
    def module(self) -> str:
        return self.id.partition(".")[0]

    @property
    def function(self) -> str:
        return self.id.partition(".")[2]

    @property
    def gate_shown(self) -> str:
        """The gate as percentage, such as 98.5 %."""
        return f"{100 * (self.gate or 0):.4g} %"


@dataclass(frozen=True)
class Syllabus:
    """The course: its modules and exercises, in order."""

    modules: tuple[Module, ...]
    exercises: tuple[Exercise, ...] = field(repr=False)
    title: str = "Digit Kata"
    shows_points: bool = True  # to students
    left_out: tuple[str, ...] = ()  # functions of exercises that there are, and that this course does not have

    @cached_property
    def by_id(self) -> dict[str, Exercise]:
        return {exercise.id: exercise for exercise in self.exercises}

    @cached_property
    def by_function(self) -> dict[str, Exercise]:
        return {exercise.function: exercise for exercise in self.exercises}

    def of_module(self, name: str) -> tuple[Exercise, ...]:
        return tuple(exercise for exercise in self.exercises if exercise.module == name)

    def select(self, names: Sequence[str]) -> tuple[Exercise, ...]:
        """The exercises that `names` (ids, functions or modules) mean, in the order of the course; none: all.

        Raises:
            UnknownExercise: a name means nothing.
        """
        chosen: set[str] = set()
        for name in names:
            found = [exercise.id for exercise in self.exercises if name in _names(exercise)]
            if not found:
                raise UnknownExercise(name, self._meant(name))
            chosen.update(found)
        return tuple(exercise for exercise in self.exercises if not names or exercise.id in chosen)

    def _meant(self, name: str) -> str:
        known = dict.fromkeys(known for exercise in self.exercises for known in _names(exercise))
        if close := close_names(name, known):
            return f"Did you mean {' or '.join(close)}?"
        modules = ", ".join(module.name for module in self.modules)
        return f"The modules are {modules}; `list` shows every exercise."


@dataclass(frozen=True)
class Fault:
    """A mistake in a syllabus that can be read.

    Attributes:
        place: of the exercise that it is about, counted from 0; None for the course as a whole.
        key: what is wrong there, such as "points".
        message: a sentence.
        remedy: another one, the next thing to do.
    """

    place: int | None
    key: str
    message: str
    remedy: str


def worth(exercise: Exercise, syllabus: Syllabus) -> str:
    """What an exercise is worth, in brackets after its name: its points, where the course shows them, and a bonus."""
    said = [counted(exercise.points, "point") if syllabus.shows_points else "", "bonus" if exercise.bonus else ""]
    return f" ({', '.join(filter(None, said))})" if any(said) else ""


def load(path: Path = PATH) -> Syllabus:
    """Read and check a syllabus.

    Raises:
        SyllabusError: the file is not as its head says, or the course has a fault.
    """
    syllabus = read(path)
    for fault in faults(syllabus):
        raise SyllabusError(path.name, fault.message, fault.remedy)
    return syllabus


def read(path: Path = PATH, place: str = "") -> Syllabus:
    """Read a syllabus, whatever faults the course has.

    Args:
        path: of the file.
        place: what errors call it, if not by its name.

    Raises:
        SyllabusError: the file is not as its head says.
    """
    place = place or path.name
    try:
        with path.open("rb") as file:
            text = file.read(LARGEST + 1)
        if len(text) > LARGEST:
            raise ValueError(f"it has more than {LARGEST:,} bytes")
        content = tomllib.loads(text.decode().replace("\r\n", "\n"))
    except (OSError, ValueError) as error:  # no UTF-8, no TOML, or a number of too many digits
        raise SyllabusError(place, f"cannot be read: {error}.", PUT_BACK) from error
    except RecursionError as error:
        raise SyllabusError(place, "cannot be read: it is nested too deeply.", PUT_BACK) from error
    modules = tuple(_built(Module, row, place) for row in _rows(content, "modules", place))
    exercises = tuple(_built(Exercise, row, place) for row in _rows(content, "exercises", place))
    return Syllabus(modules, exercises)


def faults(syllabus: Syllabus, required_points: int | None = REQUIRED_POINTS) -> tuple[Fault, ...]:
    """Find the mistakes of a course: in its names, points, limits, hints and needs, in the order of the file.

    Args:
        syllabus: the course.
        required_points: those that the points of required exercises have to add up to; None: to any number.
    """
    modules = [module.name for module in syllabus.modules]
    found = [
        Fault(None, "name", f"module {name!r} is not a file name, or is listed twice.", "Name each module once.")
        for name in dict.fromkeys(modules)
        if not name.isidentifier() or modules.count(name) > 1
    ]
    seen: set[str] = set()
    for place, exercise in enumerate(syllabus.exercises):
        where = f"exercise {exercise.id!r}"
        if exercise.module not in modules or not exercise.function.isidentifier():
            found.append(Fault(place, "id", f"{where} is not of the form module.function.", f"Name one of: {modules}."))
        if exercise.function in {name.partition(".")[2] for name in seen}:
            found.append(Fault(place, "id", f"{where} is listed twice.", "Give each function its own name."))
        found += [
            Fault(place, key, f"{where} needs points and seconds above zero, up to {most:,}.", f"Say how many {key}.")
            for key, most in (("points", REQUIRED_POINTS), ("seconds", LONGEST))
            if not 0 < getattr(exercise, key) <= most  # NaN is neither
        ]
        if exercise.gate is not None and not 0 < exercise.gate < 1:
            message = f"{where} has a gate of {_shown(exercise.gate)}."
            found.append(Fault(place, "gate", message, "Give a share of the test images between 0 and 1."))
        if len(exercise.hints) != HINT_LEVELS or not all(map(str.strip, exercise.hints)):
            message = f"{where} has {len(exercise.hints)} hints, or an empty one."
            found.append(Fault(place, "hints", message, f"Write {HINT_LEVELS}, from a nudge to the code."))
        found += [_fault_of(need, place, syllabus) for need in exercise.needs if need not in seen]
        seen.add(exercise.id)
    required = sum(exercise.points for exercise in syllabus.exercises if not exercise.bonus)
    if required_points is not None and required != required_points:
        message = f"required points add up to {_shown(required)}."
        found.append(Fault(None, "points", message, f"Make them {required_points}."))
    return tuple(found)


def _names(exercise: Exercise) -> tuple[str, str, str]:
    return exercise.module, exercise.id, exercise.function


def _rows(content: dict[str, Any], name: str, place: str) -> list[dict[str, Any]]:
    rows = content.get(name)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise SyllabusError(place, f"there is no list [[{name}]].", PUT_BACK)
    return rows


_Row = TypeVar("_Row", Module, Exercise)
_LONGEST_SHOWN = 100  # characters
_KINDS = {"id": str, "name": str, "title": str, "points": int, "seconds": int | float, "bonus": bool, "images": bool}
_KINDS |= {"gate": int | float, "parameters": int}


def _built(kind: type[_Row], row: dict[str, Any], place: str) -> _Row:
    name = row.get("id", row.get("name", "?"))
    where = f"{kind.__name__.lower()} {_shown(name)}"
    known = name if isinstance(name, str) else ""
    keys = {each.name: each.default is MISSING for each in fields(kind)}  # whether each has to be there
    for key, value in row.items():
        if key not in keys:
            close = difflib.get_close_matches(key, keys, n=1, cutoff=0.5)
            remedy = f"Did you mean {close[0]}?" if close else f"The keys are {', '.join(keys)}."
            raise SyllabusError(place, f"{where}: {_shown(key)} is not a key.", remedy, known)
        if not _is_right(key, value):
            sentence = f"{where}: {key} = {_shown(value)} is of the wrong kind."
            raise SyllabusError(place, sentence, SEE_HEAD, known)
    if missing := [key for key, is_needed in keys.items() if is_needed and key not in row]:
        raise SyllabusError(place, f"{where} has no {' and no '.join(missing)}.", SEE_HEAD, known)
    facts: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    return kind(**facts)


def _is_right(key: str, value: object) -> bool:
    """Whether a value is of the kind that its key has; of an unknown key, that is not known."""
    if key in ("hints", "needs"):
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    if isinstance(value, bool) and key in ("points", "seconds", "gate", "parameters"):  # to Python, true is a number
        return False
    return isinstance(value, _KINDS.get(key, object))


def _shown(value: object) -> str:
    """A value for a sentence."""
    try:
        text = repr(value)
    except (ValueError, RecursionError):  # a number of thousands of digits, tables in tables
        return f"a {type(value).__name__}"
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def _fault_of(need: str, place: int, syllabus: Syllabus) -> Fault:
    """Say why a need is wrong that does not come before its exercise."""
    exercise = syllabus.exercises[place]
    where = f"exercise {exercise.id!r} needs {need!r},"
    if need not in syllabus.by_id:
        close = difflib.get_close_matches(need, syllabus.by_id, n=1, cutoff=0.5)
        remedy = f"Did you mean {close[0]!r}?" if close else "Name the id of another exercise."
        return Fault(place, "needs", f"{where} which is not an exercise.", remedy)
    if exercise.id in _needed(need, syllabus):
        return Fault(place, "needs", f"{where} which needs it in turn.", "Remove one of these needs.")
    return Fault(place, "needs", f"{where} which does not come before it.", "Move one of the two.")


def _needed(name: str, syllabus: Syllabus) -> set[str]:
    """Ids of an exercise and of all that it needs, those that need each other included."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        one = waiting.pop()
        if one in syllabus.by_id and one not in found:
            found.add(one)
            waiting += syllabus.by_id[one].needs
    return found
