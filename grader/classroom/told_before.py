"""What was told before: what earlier runs said of each student, also where the gradebook has no note of it.

Kits before version 5 of the tables kept no note, and nobody has one of exercises that were never graded together. What
the last run must have said is found out from what still counts, before anything changes.
"""

from collections.abc import Sequence
from dataclasses import replace

from grader.classroom.gradebook import Gradebook
from grader.classroom.records import Record
from grader.classroom.told_scores import WHOLE_COURSE, Told, modules_of, scope_of, told_of
from grader.course import syllabus as kit
from grader.course.syllabus import Exercise, Syllabus


def keep_told(book: Gradebook, syllabus: Syllabus, exercises: Sequence[Exercise]) -> None:
    """Keep, for the end of the run that begins, what was said before of these exercises.

    Args:
        book: nothing was taken in by this run yet.
        syllabus: the course.
        exercises: of the run.
    """
    scope = scope_of(exercises, syllabus)
    # What is the whole course now may have been a part of a longer one.
    told = book.told(scope) or book.told(modules_of(exercises, syllabus))
    if any(student.id not in told for student in book.students()):
        told = _found_out(book, syllabus, exercises, is_whole=scope == WHOLE_COURSE) | told
    book.tell(scope, told)


def _found_out(
    book: Gradebook, syllabus: Syllabus, exercises: Sequence[Exercise], *, is_whole: bool
) -> dict[str, Told]:
    """What the last run that ended must have said, by the ids of students; nothing where none has ended."""
    last = book.last_ended()
    if last is None:
        return {}
    worth = book.worth()
    left = [each for each in kit.load().exercises if each.id in worth and each.id not in syllabus.by_id]
    asked = [exercise.id for exercise in [*exercises, *(left if is_whole else ())]]
    valued = (replace(each, points=worth.get(each.id, each.points)) for each in (*syllabus.exercises, *left))
    course = replace(syllabus, exercises=tuple(valued))
    records = book.records(course, [course.by_id[name] for name in asked])
    return {
        record.student.id: told_of(_without_later(record, last.when), last.number)
        for record in records
        if record.state != "waiting" or record.report is not None
    }


def _without_later(record: Record, ended: str) -> Record:
    """A record without adjustments that were made after a run: it has not told them."""
    return replace(record, adjustments=tuple(each for each in record.adjustments if each.when < ended))
