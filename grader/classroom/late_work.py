"""Late work in a class: what the course's policy takes from whom."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.classroom.gradebook import Gradebook
from grader.classroom.hand_in_state import standing
from grader.classroom.moments import moment_of
from grader.classroom.records import Record, Student
from grader.classroom.roster import cell
from grader.course.lateness import Deduction, Lateness, LatenessError, changed, deduct, together
from grader.course.summary import about_lateness
from grader.course.syllabus import Exercise, Syllabus


@dataclass(frozen=True)
class LatePolicy:
    """The policy that holds in a run.

    Attributes:
        policy: the course's, with what options say of it, in this run or in earlier ones.
        given: these fields of it, which are kept.
    """

    policy: Lateness
    given: Mapping[str, Any]

    @property
    def sentences(self) -> list[str]:
        """What it costs to be late, and how to end that; nothing where nothing is late."""
        said = about_lateness(self.policy)
        if said and self.given:
            said.append("The gradebook keeps these options; `--deadline none` removes them.")
        return said


def policy_of(of_course: Lateness, kept: Mapping[str, Any], given: Mapping[str, Any]) -> LatePolicy:
    """The policy of a run: options change what they name, and the rest stays.

    Args:
        of_course: the policy of `course.toml`.
        kept: fields that options of earlier runs have set.
        given: those of this run.

    Raises:
        LatenessError: it cannot be meant.
    """
    if "deadline" in given and (given["deadline"] is None or kept.get("deadline", "") is None):
        kept = {}  # removed now, or before
    if not given and "deadline" not in kept and of_course.deadline is None:  # the course's was taken out
        return LatePolicy(Lateness(), kept)
    fields = {**kept, **given, **together(kept.get("extensions", {}), given.get("extensions", {}))}
    return LatePolicy(changed(of_course, fields), fields)


def apply_lateness(book: Gradebook, policy: LatePolicy, syllabus: Syllabus, exercises: Sequence[Exercise]) -> None:
    """Apply a policy to all that was handed in; the scores that this changes are told with all others.

    Raises:
        DatesUnreadable: see moments.py.
    """
    records = book.records(syllabus, exercises)
    found = {record.student.id: each for record in records if (each := _deduction(record, policy.policy))}
    book.settle_lateness(policy.given, found)


def strangers(extensions: Mapping[str, Any], students: Iterable[Student]) -> list[str]:
    """Whom extensions name and nobody in the class is called."""
    known = {key.strip().casefold() for student in students for key in keys_of(student)}
    return [key for key in extensions if key.strip().casefold() not in known]


def refuse_strangers(extensions: Mapping[str, Any], students: Iterable[Student]) -> None:
    """See that each extension that is given now is for somebody in the class.

    Raises:
        LatenessError: one is not.
    """
    if unknown := strangers(extensions, students):
        raise LatenessError(
            f"An extension is for {unknown[0]!r}, who is not in this class.",
            "Name a student by id, e-mail address or login.",
        )


def undated(records: Sequence[Record], policy: Lateness) -> list[Record]:
    """Who handed in, at a time that nobody knows, so that nothing could be taken for lateness."""
    if policy.deadline is None:
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
