"""The current course: the kit's syllabus with the changes of `course.toml`, put together here and nowhere else."""

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from grader.course import course_file, own_exercises, syllabus
from grader.course.bug_exam import NEEDED, TABLE, BugExam
from grader.course.course_file import KEYS, PRIVATE, CourseError, CourseFile
from grader.course.lateness import Lateness, LatenessError, placed, zone_of
from grader.course.own_exercises import OwnExercises
from grader.course.paths import KIT
from grader.course.syllabus import HINT_LEVELS, Exercise, Syllabus, SyllabusError, UnknownExercise
from grader.util.digest import digest_of_checks

NAMED_BY = "DIGIT_KATA_COURSE"  # environment variable with the path of another one, which processes that we start have
SHOWN_DIGITS = 12  # of a version
OWN = "own-exercises"  # the folder of an instructor's own exercises, in the students' kit
DATA = ("auto", "mnist", "digits")  # everything else is a path


@dataclass(frozen=True)
class Course:
    """The course as it is graded.

    Attributes:
        syllabus: its modules and exercises.
        file: `course.toml`, or None: the course is the kit's.
        data: images to train on, as for `--data`.
        solutions: when the model answer to an exercise is shown: passed, deadline or never.
        lateness: deadline, extensions, and what late work costs.
        own: exercises of the instructor's own, or None.
        exam: the round of bugs that gives points, or None.
        version: digest of all that students may know of the file, and of the own exercises; empty without a file.
    """

    syllabus: Syllabus
    file: CourseFile | None = None
    data: str = "auto"
    solutions: str = "passed"
    lateness: Lateness = field(default_factory=Lateness)
    own: OwnExercises | None = None
    exam: BugExam | None = None
    version: str = ""

    @property
    def note(self) -> str:
        """A sentence for a report: which course this is; empty for the kit's."""
        if self.file is None:
            return ""
        return f"Course: {self.syllabus.title}, as {self.file.path.name} says (version {self.version})."

    @property
    def called(self) -> str:
        """The file that makes this course, in a sentence."""
        return str(self.file.path) if self.file else "the kit's own"

    def refusal(self, now: datetime) -> str:
        """Why no model answer is shown to anyone yet; empty where it may be."""
        if self.solutions == "never":
            return "This course shows no model answers."
        due = self.lateness.deadline
        if self.solutions == "deadline" and due is not None:
            due = placed(due, zone_of(self.lateness))
            if now.astimezone(UTC) <= due.astimezone(UTC):
                return f"Model answers are shown after the deadline, {due:%Y-%m-%d %H:%M}."
        return ""


def current() -> Course:
    """The course that is graded now.

    Raises:
        CourseError, SyllabusError: its file, or the kit's syllabus, has a mistake.
    """
    return _course(find())


def find() -> Path | None:
    """The file that changes the course: the one that was named, else the one next to `exercises/`."""
    named = os.environ.get(NAMED_BY)
    file = Path(named) if named else KIT / course_file.NAME  # next to exercises/ it is taken by itself
    return file.absolute() if named or file.is_file() else None


def with_own(kit: Syllabus, own: OwnExercises | None) -> Syllabus:
    """All exercises that there are: the kit's, and behind them those of the instructor's own."""
    if own is None:
        return kit
    return Syllabus((*kit.modules, *own.syllabus.modules), (*kit.exercises, *own.syllabus.exercises))


def own_folder(module: str, part: str) -> Path | None:
    """The folder of the course's own exercises that has a part of a module, such as its checks; None: the kit's."""
    try:
        own = current().own
    except CourseError:  # which every command says first
        raise
    except SyllabusError:  # which `check` looks into: of a syllabus that cannot be read, nothing is its own
        return None
    return own.folder / part if own is not None and own.has(module) else None


def digest_of_rules(module: str | None = None) -> str:
    """SHA-256 over all files that can change a grade: the grader's, and those of the course's own exercises.

    For a module of the kit these are the grader's alone.
    """
    own = current().own
    return digest_of_checks() if own is None or not (module is None or own.has(module)) else _digest_with(own)


@cache
def _digest_with(own: OwnExercises) -> str:
    return hashlib.sha256(f"{digest_of_checks()} {own.digest()}".encode()).hexdigest()


@cache
def _course(path: Path | None) -> Course:
    kit = syllabus.load()
    if path is None:
        return Course(kit)
    file = course_file.read(path)
    own = _own(file, kit)
    changed = _changed(file, kit, own)
    visible = f"{for_students(file)} {own.digest() if own else ''}"
    if file.get("solutions") == "deadline" and file.get("deadline") is None:
        raise file.fault("solutions", "solutions waits for a deadline, but there is none.", "Also give the deadline.")
    return Course(
        changed,
        file,
        _data(file),
        file.get("solutions", "passed"),
        _lateness(file),
        own,
        _exam(file, with_own(kit, own), changed),
        hashlib.sha256(visible.encode()).hexdigest()[:SHOWN_DIGITS],
    )


def _own(file: CourseFile, kit: Syllabus) -> OwnExercises | None:
    named = file.get("own_exercises")
    if named is None:
        return None
    try:
        return own_exercises.read(file.path.parent / named, kit)
    except SyllabusError as error:
        message = f"{error.place}: {error.message}"
        raise file.fault("own_exercises", message, error.remedy) from error


def _changed(file: CourseFile, kit: Syllabus, own: OwnExercises | None) -> Syllabus:
    """The kit's syllabus and the own one, with the changes of the file."""
    whole = with_own(kit, own)
    chosen = _chosen(file, whole)
    points = _of_exercises(file, "points", whole, chosen)
    gates = _of_exercises(file, "gates", whole, chosen)
    bonus = None if file.get("bonus") is None else set(_named(file, "bonus", file.get("bonus"), whole, chosen))
    for name in gates:
        if whole.by_id[name].gate is None:
            with_gate = ", ".join(each.id for each in whole.exercises if each.gate)
            raise file.fault(f"gates.{name}", f"{name} has no gate.", f"Exercises with a gate are {with_gate}.")

    def changed(exercise: Exercise) -> Exercise:
        made = replace(
            exercise,
            points=points.get(exercise.id, exercise.points),
            bonus=exercise.bonus if bonus is None else exercise.id in bonus,
            gate=gates.get(exercise.id, exercise.gate),
            needs=tuple(need for need in exercise.needs if need in chosen),
        )
        return replace(made, title=exercise.title.replace(exercise.gate_shown, made.gate_shown))

    exercises = tuple(changed(whole.by_id[name]) for name in chosen)
    titles = {module.name: module for module in whole.modules}
    modules = tuple(titles[name] for name in dict.fromkeys(exercise.module for exercise in exercises) if name in titles)
    left_out = tuple(each.function for each in whole.exercises if each.id not in chosen)
    made = Syllabus(modules, exercises, file.get("title", kit.title), file.get("show_points", True), left_out)
    for fault in syllabus.faults(made, file.get("required_points")):
        key = "required_points" if fault.key == "points" and fault.place is None else "exercises"
        raise file.fault(key, fault.message, fault.remedy)
    open_hints = file.get("hints", HINT_LEVELS)
    return replace(made, exercises=tuple(replace(each, hints=each.hints[:open_hints]) for each in exercises))


def _chosen(file: CourseFile, whole: Syllabus) -> dict[str, None]:
    """Ids of the exercises of the course, in its order."""
    names = file.get("exercises")
    if names is None:
        return dict.fromkeys(whole.by_id)
    if not names:
        raise file.fault("exercises", "it names no exercise.", "Name some, or leave out the line to have all.")
    return dict.fromkeys(_named(file, "exercises", names, whole))


def _named(
    file: CourseFile, key: str, names: Iterable[str], whole: Syllabus, chosen: Iterable[str] | None = None
) -> Iterable[str]:
    """Ids of the exercises that names in a list stand for, in the order of the list."""
    for name in names:
        try:
            found = whole.select([name])
        except UnknownExercise as error:
            raise file.fault(key, error.message, error.remedy, name) from error
        for exercise in found:
            _refuse_left_out(file, key, exercise.id, chosen, name)
            yield exercise.id


def _of_exercises(file: CourseFile, table: str, whole: Syllabus, chosen: Iterable[str]) -> dict[str, Any]:
    """The values of a table by the ids of its exercises."""
    found = file.table(table)
    for name in found:
        if name not in whole.by_id:
            try:
                whole.select([name])
                message, remedy = f"{name} is not the id of an exercise.", "Write module.function."
            except UnknownExercise as error:
                message, remedy = error.message, error.remedy
            raise file.fault(f"{table}.{name}", message, remedy)
        _refuse_left_out(file, f"{table}.{name}", name, chosen)
    return found


def _refuse_left_out(file: CourseFile, key: str, name: str, chosen: Iterable[str] | None, item: str = "") -> None:
    if chosen is not None and name not in chosen:
        message = f"{name} is not among the exercises of this course."
        raise file.fault(key, message, "Add it there, or leave it out here.", item)


def _data(file: CourseFile) -> str:
    named: str = file.get("data", "auto")
    if named in DATA:
        return named
    path = file.path.parent / named
    if not path.is_file():
        raise file.fault("data", f"there is no file {path}.", "Write auto, mnist, digits or the path of an mnist.npz.")
    return str(path)


def _lateness(file: CourseFile) -> Lateness:
    keys = [key for key in file.values if key in ("deadline", "timezone", "grace") or key.startswith("late.")]
    given = {key.removeprefix("late."): file.values[key] for key in keys}
    try:
        return Lateness(**given, extensions=file.table("extensions"))
    except LatenessError as error:
        key = error.key or next(iter(keys), "extensions")
        key = f"late.{key}" if f"late.{key}" in file.values else key
        raise file.fault(key, error.message, error.remedy) from error


def _exam(file: CourseFile, whole: Syllabus, course: Syllabus) -> BugExam | None:
    """The round of bugs that gives points."""
    given = file.table(TABLE)
    if not given and file.get(TABLE) is None:
        return None
    for key in NEEDED:
        if key not in given:
            example = KEYS[f"{TABLE}.{key}"].example
            raise file.fault(TABLE, f"[{TABLE}] has no {key}.", f"Add {key} = {example}, for example.")
    key, names = f"{TABLE}.exercises", given.pop("exercises", None)
    if names == []:
        raise file.fault(key, "it names no exercise.", "Name some, or leave out the line to have all.")
    return BugExam(**given, exercises=tuple(dict.fromkeys(_named(file, key, names or (), whole, course.by_id))))


def files_for_students(course: Course) -> dict[str, str]:
    """The files that make another kit's course this one, by their paths in that kit, without solutions and persons."""
    made = {course_file.NAME: for_students(course.file)} if course.file is not None else {}
    if course.own is not None:
        folder = course.own.folder
        for file in sorted(file for pattern in own_exercises.GRADING for file in folder.glob(pattern)):
            name = f"{OWN}/{file.relative_to(folder).as_posix()}"
            made[name] = file.read_bytes().decode("utf-8").replace("\r\n", "\n")
    return made


def for_students(file: CourseFile) -> str:
    """All that students may know of the file, as the text of theirs: no persons, and no paths of this machine."""
    values = {key: value for key, value in file.values.items() if key.partition(".")[0] not in PRIVATE}
    if "own_exercises" in values:
        values["own_exercises"] = OWN
    if values.get("data", "auto") not in DATA:
        values["data"] = "mnist"
    lines = ["# The course, for the grader. Your teacher has the original."]
    for key, value in sorted(values.items()):
        table, dot, name = key.partition(".")
        lines.append(f"{table}{dot}{_text(name) if dot else ''} = {_text(value)}")
    return "\n".join(lines) + "\n"


def _text(value: object) -> str:
    """A value in TOML; a text as JSON has it, which is the same."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return f"[{', '.join(map(_text, value))}]"
    if isinstance(value, bool | str):
        return json.dumps(value)
    return repr(value)
