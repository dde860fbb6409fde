"""A push: who gets what is worked out and shown first; written only if asked, looked at again, ended by a surprise."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from grader.classroom.class_terminal import called
from grader.classroom.exports.comment import comment
from grader.classroom.exports.exportable import select_exportable
from grader.classroom.exports.handover import Scale, scaled
from grader.classroom.html.class_page import rendered_student
from grader.classroom.push.system import CLOSE, Person, PushError, System, Wanted
from grader.classroom.records import Record
from grader.classroom.roster import cell
from grader.classroom.roster import person as words_of
from grader.course.syllabus import Syllabus
from grader.util.text import counted, one_line

Say = Callable[[str], None]


@dataclass(frozen=True)
class Change:
    """What a push changes for a student.

    Attributes:
        record: of the student.
        person: in the system.
        wanted: what is to be there.
        differences: from what is there, in words; empty where nothing changes.
    """

    record: Record
    person: Person
    wanted: Wanted
    differences: tuple[str, ...]


def push(system: System, records: Sequence[Record], syllabus: Syllabus, say: Say, *, scale: Scale, write: bool) -> None:
    """Show what would change for whom, and write it if asked.

    Raises:
        PushError: something is not as expected; what was written by then is told.
    """
    changes = plan(system, records, syllabus, say, scale)
    todo = [change for change in changes if change.differences]
    for change in todo:
        remark = f" ({change.person.remark})" if change.person.remark else ""
        say(f"{called(change.record.student)}: {', '.join(change.differences)}{remark}")
    if same := len(changes) - len(todo):
        say(f"{counted(same, 'student')} already {'has' if same == 1 else 'have'} all of it.")
    if not todo:
        say("There is nothing left to write.")
    elif not write:
        say(f"Nothing was written. Give --yes as well to write this for {len(todo)} to {system.title!r}.")
    else:
        _write(system, todo, say)


def plan(system: System, records: Sequence[Record], syllabus: Syllabus, say: Say, scale: Scale) -> list[Change]:
    """Work out what has to be changed; says who is left out and why.

    Raises:
        PushError: a grade is above the maximum, or the system answers in another way than it should.
    """
    found = select_exportable(records, syllabus, of_others=True)
    most = scale.maximum(system.maximum)
    points = found.points if most is None else most
    say(f"{system.title!r} in {system.name}: grades up to {system.maximum:g}. Here they are out of {points:g}.")
    for note in found.notes:
        say(one_line(note))
    if not system.takes_comments or not system.takes_files:
        off = [kind for kind, on in (("comments", system.takes_comments), ("files", system.takes_files)) if not on]
        say(f"The assignment does not accept feedback {' and '.join(off)}: switch that on there to send it too.")
    people = system.people()
    needed = max([points, *(scaled(record.score, found.points, most) for record in found.records)])
    changes: list[Change] = []
    unknown: list[Record] = []
    for record in found.records:
        person = _person(people, record, found.records)
        if person is None:
            unknown.append(record)
        elif person.kept:
            say(f"{called(record.student)} {person.kept} in {system.name}, and is not changed.")
        else:
            grade = scaled(record.score, found.points, most)
            _refuse_above(system, record, grade, points, needed)
            late = record.deduction is not None and record.deduction.percent > 0
            wanted = Wanted(grade, comment(record), rendered_student(record, syllabus, alone=True), late)
            changes.append(Change(record, person, wanted, tuple(system.present(person).differences(wanted, system))))
    _refuse_twice(changes)
    if unknown:
        names = ", ".join(called(record.student) for record in unknown)
        who, are = counted(len(unknown), "student"), "is" if len(unknown) == 1 else "are"
        say(f"{who} graded here {are} not in {system.name}: {names}. Grade with its roster, so they are found.")
    return changes


def _write(system: System, todo: Sequence[Change], say: Say) -> None:
    for done, change in enumerate(todo):
        try:
            system.write(change.person, change.wanted)
            left = system.present(change.person).differences(change.wanted, system)
            if left:
                raise PushError(
                    f"{system.name} reported success, but this is still to do: {', '.join(left)}. Check "
                    "the grade in the browser: it may be locked, overridden, or above the maximum."
                )
        except PushError as error:
            who = called(change.record.student)
            raise PushError(
                f"{who}: {error} Stopped: {done} of {len(todo)} are written. Run the same command to continue."
            ) from error
        say(f"{done + 1} of {len(todo)} written and read back: {called(change.record.student)}")


def _refuse_above(system: System, record: Record, grade: float, points: float, needed: float) -> None:
    """See that the system would store a grade; `needed` is the maximum that holds those of all."""
    auto = ", or give --scale auto" if points > system.maximum + CLOSE else ""  # it does not lower points on top
    if grade > system.maximum + CLOSE:
        raise PushError(
            f"{called(record.student)} has {grade:g} of {points:g}, above the maximum of {system.maximum:g}, which "
            f"{system.name} would not store. Set the maximum to {needed:g} there{auto}."
        )


def _refuse_twice(changes: Sequence[Change]) -> None:
    """See that nobody in the system would get the grades of two."""
    of: dict[int, Record] = {}
    for change in changes:
        other = of.setdefault(change.person.id, change.record)
        if other is not change.record:
            raise PushError(
                f"{called(other.student)} and {called(change.record.student)} are both {change.person.name} there. "
                "Grade with the system's own roster, then push again."
            )


def _person(people: Sequence[Person], record: Record, records: Sequence[Record]) -> Person | None:
    """The person in the system with an id, e-mail address or login of the student's, else with the only such name."""
    student = record.student
    known = [cell(student.line, kind) for kind in ("id", "sis", "email", "login")] + [student.email]
    keys = {key.casefold() for key in known if key}
    found = [each for each in people if keys & {key.casefold() for key in each.keys}]
    if len(found) > 1:
        raise PushError(
            f"{called(student)} could be {' or '.join(each.name for each in found)} there. Check the ids in the roster."
        )
    if found or keys:
        return found[0] if found else None
    name = words_of(student.name)
    named = [each for each in people if words_of(each.name) == name]
    alone = sum(words_of(other.student.name) == name for other in records) == 1
    return named[0] if len(named) == 1 and alone and name else None
