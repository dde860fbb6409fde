"""Late work in a class: what the course's policy takes from whom."""

from collections.abc import Sequence

from grader.classroom.gradebook import Gradebook
from grader.classroom.hand_in_state import standing
from grader.classroom.moments import moment_of
from grader.classroom.records import Record, Student
from grader.classroom.roster import cell
from grader.course.lateness import Deduction, Lateness, LatenessError, deduct
from grader.course.syllabus import Exercise, Syllabus


def apply_lateness(book: Gradebook, policy: Lateness | None, syllabus: Syllabus, exercises: Sequence[Exercise]) -> None:
    """Apply a policy to all that was handed in; the scores that this changes are told with all others.

    Raises:
        DatesUnreadable: see moments.py.
    """
    if policy is None:
        return
    records = book.records(syllabus, exercises)
    book.settle_lateness(policy, {each.student.id: found for each in records if (found := _deduction(each, policy))})


def refuse_strangers(policy: Lateness, students: Sequence[Student]) -> None:
    """See that each extension is for somebody in the class.

    Raises:
        LatenessError: one is not.
    """
    known = {key.strip().casefold() for student in students for key in keys_of(student)}
    if unknown := [key for key in policy.extensions if key.strip().casefold() not in known]:
        raise LatenessError(
            f"An extension is for {unknown[0]!r}, who is not in this class.",
            "Name a student by id, e-mail address or login.",
        )


def undated(records: Sequence[Record], policy: Lateness | None) -> list[Record]:
    """Who handed in, at a time that nobody knows, so that nothing could be taken for lateness."""
    if policy is None or policy.deadline is None:
        return []
    return [
        each for each in records if each.submission and each.deduction is None and not standing(each.student.line).draft
    ]


def keys_of(student: Student) -> tuple[str, ...]:
    """What a student is known by in a policy."""
    return student.id, student.email, cell(student.line, "login")


def _deduction(record: Record, policy: Lateness) -> Deduction | None:
    """What is taken; nothing from a draft, which was not handed in yet."""
    if not record.submission or standing(record.student.line).draft:
        return None
    when = moment_of(record.handed)
    return None if when is None else deduct(policy, keys_of(record.student), when)
