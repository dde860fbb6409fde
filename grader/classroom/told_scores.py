"""Told scores: what the end of a run said of a student, kept so that the next run can say what is different."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from grader.classroom.records import Record, has_grade, whole
from grader.course.syllabus import Exercise, Syllabus

WHOLE_COURSE = "all"


@dataclass(frozen=True)
class Told:
    """What a run said of a student.

    Attributes:
        run: its number.
        state: of the record.
        score, bonus: points, or None where there was no grade.
        percent: of the points that lateness took.
        whole: sum of the adjustments of the whole.
        exercises: points of each exercise, with its adjustments.
        given: sum of the adjustments of an exercise, where there were some.
        worth: points that the course gave for each exercise.
    """

    run: int
    state: str
    score: float | None
    bonus: float | None
    percent: float
    whole: float
    exercises: dict[str, float]
    given: dict[str, float]
    worth: dict[str, int]


def told_of(record: Record, run: int) -> Told:
    """What a run says of a student."""
    graded = has_grade(record)
    given: dict[str, float] = {}
    for each in record.adjustments:
        given[each.exercise] = whole(given.get(each.exercise, 0) + each.points)
    of_whole = given.pop("", 0)
    earned = {outcome.exercise.id: outcome.score for outcome in record.outcomes}
    worth = {each.exercise: each.worth for each in record.adjustments if each.worth is not None}
    return Told(
        run=run,
        state=record.state,
        score=record.score if graded else None,
        bonus=record.bonus if graded else None,
        percent=record.deduction.percent if record.deduction else 0,
        whole=of_whole,
        exercises={name: whole(earned.get(name, 0) + record.adjusted(name)) for name in (earned | given)},
        given=given,
        worth=worth | {outcome.exercise.id: outcome.exercise.points for outcome in record.outcomes},
    )


def scope_of(exercises: Sequence[Exercise], syllabus: Syllabus) -> str:
    """A name for the exercises of a run: runs of other exercises have other totals.

    A whole course, or a whole module, has the same name after an exercise was added to it or removed from it.
    """
    if {exercise.id for exercise in exercises} == set(syllabus.by_id):
        return WHOLE_COURSE
    return modules_of(exercises, syllabus)


def modules_of(exercises: Sequence[Exercise], syllabus: Syllabus) -> str:
    """The name of a run as one of a part: the whole modules, and the other exercises."""
    chosen = {exercise.id for exercise in exercises}
    parts = []
    for module in syllabus.modules:
        ids = {exercise.id for exercise in syllabus.of_module(module.name)}
        parts += [module.name] if ids and ids <= chosen else sorted(ids & chosen)
    return " ".join(parts)


def packed_told(told: Told) -> str:
    """What a run said as JSON."""
    return json.dumps(asdict(told))


def unpacked_told(text: str) -> Told:
    """What `packed_told` was given."""
    return Told(**json.loads(text))
