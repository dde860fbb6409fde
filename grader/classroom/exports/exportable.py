"""The records that have a grade for a course's system: a blank or wrong grade would replace the one there."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from grader.classroom.exports.handover import Handover, scaled
from grader.classroom.records import Record, has_grade
from grader.course.syllabus import Syllabus
from grader.util.text import counted


@dataclass(frozen=True)
class Exportable:
    """The grades that may be handed over.

    Attributes:
        records: of the students who get a grade.
        points: what a grade is out of, bonus left aside.
        notes: sentences on who is left out and why, and on exercises that nobody was graded on.
    """

    records: tuple[Record, ...]
    points: int
    notes: tuple[str, ...]


def select_exportable(records: Sequence[Record], syllabus: Syllabus, *, of_others: bool = False) -> Exportable:
    """The records to hand over.

    Left out is who has no grade, who has exercises that could not be judged or that only others were graded on (the
    grade would be too low, which is not the student's fault), and who is not on the roster (the system does not know
    them and may refuse the whole file).

    Args:
        records: of the class.
        syllabus: the course.
        of_others: whether those who are not on the roster are taken, too: the system says itself whom it knows.
    """
    graded = {outcome.exercise for record in records for outcome in record.outcomes}
    graded = graded or set(syllabus.exercises)
    points = sum(exercise.points for exercise in graded if not exercise.bonus)
    taken: list[Record] = []
    left_out: Counter[str] = Counter()
    for record in records:
        why = _obstacle(record, len(graded), of_others=of_others)
        if why:
            left_out[why] += 1
        else:
            taken.append(record)
    notes = []
    if left_out:
        reasons = ", ".join(f"{count} {why}" for why, count in left_out.items())
        total = left_out.total()
        who = "1 student is" if total == 1 else f"{total} students are"
        notes.append(f"{who} left out ({reasons}). Enter their grades by hand; --csv has all students.")
    if len(graded) < len(syllabus.exercises):
        part = f"Only {len(graded)} of {len(syllabus.exercises)} exercises"
        notes.append(f"{part}, worth {counted(points, 'point')}, were graded. Grade without --only for all.")
    return Exportable(tuple(taken), points, tuple(notes))


def bonus_notes(found: Exportable, how: Handover, most: float | None) -> list[str]:
    """Say what becomes of bonus points: as a graded item of its own, a bonus would lower everybody's total."""
    having = sum(1 for record in found.records if record.bonus)
    worth = max((record.report.bonus_points for record in found.records if record.report), default=0)
    extra = f"extra credit, maximum {scaled(worth, found.points, most):g}"
    if how.bonus and worth:
        return [f"Make the item of the bonus column {extra}: as any other item it would lower the totals."]
    if not having:
        return []
    have = "has" if having == 1 else "have"
    return [f"Bonus points, which {having} of them {have}, are in no column. --bonus adds one: make it {extra}."]


def _obstacle(record: Record, exercises: int, *, of_others: bool) -> str:
    """Why a record is left out, or nothing.

    Args:
        record: of the student.
        exercises: how many somebody was graded on.
        of_others: as above.
    """
    if not record.student.on_roster and not of_others:
        return "not on the roster"
    if not has_grade(record):
        return record.state if record.state != "graded" else "without a report"
    if record.unjudged:
        return "with an exercise that could not be judged"
    return "graded on fewer exercises than others" if 0 < len(record.outcomes) < exercises else ""
