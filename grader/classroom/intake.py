"""Intake: a class's submissions, found in a folder or a zip, told apart by student and copied once."""

import contextlib
import datetime
import shutil
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

from grader.classroom import lms_names
from grader.classroom.file_listing import (
    HandInRefused,
    natural,
)
from grader.classroom.hand_in_source import open_source, unwrapped
from grader.classroom.hand_in_state import standing
from grader.classroom.hand_ins import HandIn, hand_ins_of, in_utf8
from grader.classroom.lms_names import Identity
from grader.classroom.module_copies import chosen_modules, opened, write_modules
from grader.classroom.moments import GUESSED
from grader.classroom.received import Intake, IntakeError, Received
from grader.classroom.records import Student
from grader.classroom.roster import Roster
from grader.course.current import current
from grader.sandbox.submission import SubmissionError, read
from grader.util import file_note
from grader.util.file_note import FileNote

SHOWN = "submission"  # before the file names in feedback; the folder of the copy says nothing to anybody
MOST_NOTES = 20  # on one hand-in
SAME_TIME = 4.0  # seconds: archives keep two, and packing programs round them up or down


def take_in(source: Path, into: Path, roster: Roster | None = None, modules: Collection[str] | None = None) -> Intake:
    """Copy the newest submission of each student into a folder of its own below `into`.

    Args:
        source: a folder with a folder, a zip or named files per student, or a zip of those.
        into: is made; a student's folder in it that an earlier run has made is replaced.
        roster: whom to expect, or None to take the names as they are.
        modules: names of the course's modules, by which a submission is found; of the syllabus where not given.

    Raises:
        IntakeError: `source` is not a class, or `into` cannot be written.
    """
    wanted = frozenset(modules if modules is not None else (each.name for each in current().syllabus.modules))
    with hand_ins_by_student(source, into, roster, wanted) as (of_students, notes), _writable(into):
        into.mkdir(parents=True, exist_ok=True)
        received = [_received(student, each, into, wanted) for student, each in of_students]
    place = {student.id: number for number, student in enumerate(roster.students)} if roster else {}
    received.sort(key=lambda each: (place.get(each.student.id, len(place)), natural(each.student.name), each.name))
    return Intake(tuple(received), notes)


@contextlib.contextmanager
def hand_ins_by_student(
    source: Path, into: Path, roster: Roster | None, wanted: frozenset[str]
) -> Iterator[tuple[list[tuple[Student, list[HandIn]]], tuple[str, ...]]]:
    """All that each student has handed in, readable within the context, and notes on what is nobody's.

    Args:
        source: as for `take_in`.
        into: where copies go; it is not looked into.
        roster: as for `take_in`.
        wanted: names of the course's modules.

    Raises:
        IntakeError: `source` is not a class.
    """
    with open_source(source, into) as (bundles, files):
        bundles, files = unwrapped(bundles, files, wanted, roster)
        hand_ins, notes = hand_ins_of(source, bundles, files, wanted, roster)
        of_student: dict[str, list[HandIn]] = defaultdict(list)
        students: dict[str, Student] = {}
        written: dict[str, str] = {}  # ids, however their accents are encoded
        identities = lms_names.settled(each.identity for each in hand_ins)
        for each in hand_ins:
            guessed = roster is not None and roster.is_guess(identities[each.identity])
            for student in _students(identities[each.identity], roster):
                said = f"{in_utf8(each.name)} was taken as the work of {student.name}."
                note = (FileNote(said, file_note.GUESSED),) if guessed else ()
                id_ = written.setdefault(unicodedata.normalize("NFC", student.id), student.id)
                students.setdefault(id_, student)
                of_student[id_].append(replace(each, notes=(*note, *each.notes)))
        yield [(students[id_], each) for id_, each in of_student.items()], notes


def _students(identity: Identity, roster: Roster | None) -> tuple[Student, ...]:
    """Who it is from: one, or all members of a team."""
    found = roster.find(identity) if roster is not None else None
    team = roster.team(identity) if roster is not None and found is None else ()
    return team or (found or _stranger(identity, roster),)


def _stranger(identity: Identity, roster: Roster | None) -> Student:
    """A student whom no roster knows."""
    taken = {each.id for each in roster.students} if roster is not None else set()
    known = identity.id if identity.id not in taken else identity.label
    while known in taken:
        known += " (not on the roster)"
    return Student(id=in_utf8(known), name=in_utf8(identity.name or known), on_roster=roster is None)


def _received(student: Student, hand_ins: list[HandIn], into: Path, wanted: frozenset[str]) -> Received:
    """The newest of what one student has handed in, copied and read."""
    newest, others, notes = newest_of(hand_ins)
    folder, name = into / student.slug, in_utf8(newest.name)
    submission, refused = None, ""
    try:
        with opened(newest) as entries:
            modules, more = chosen_modules(entries, wanted)
        write_modules(folder, modules)
        notes += more
        submission = read(folder, name=SHOWN)
    except HandInRefused as error:
        refused = in_utf8(str(error))
        shutil.rmtree(folder, ignore_errors=True)  # an earlier run's does not count any more
    except SubmissionError as error:
        refused = str(error).replace(str(folder), name)
    said = standing(student.line)
    if said.draft:
        notes = (FileNote(f"It is a draft that was not submitted: {said.draft}.", file_note.DRAFT), *notes)
    kept = (FileNote(in_utf8(note), note.word) for note in (*notes, *newest.notes)[:MOST_NOTES])
    return Received(
        student=student,
        name=name,
        submission=submission,
        refused=refused,
        others=tuple(in_utf8(each.name) for each in others),
        notes=(*(submission.notes if submission else ()), *kept),
        handed=said.handed or _time(newest),
        late=said.late or ("late" if newest.identity.late else ""),
    )


def _time(hand_in: HandIn) -> str:
    if not hand_in.when:
        return ""
    try:
        when = datetime.datetime.fromtimestamp(hand_in.when).strftime("%Y-%m-%d %H:%M")
    except (ValueError, OverflowError, OSError):  # a disk may keep times that no calendar has
        return ""
    return when if hand_in.identity.when else f"{GUESSED}{when}"


def newest_of(hand_ins: list[HandIn]) -> tuple[HandIn, list[HandIn], tuple[FileNote, ...]]:
    """The one that counts, the others, and what is to be said where their times do not tell.

    An archive keeps times to two seconds and a disk to less, so that times which are nearly the same decide nothing:
    the name does then, in a folder as in an archive.
    """
    *others, newest = sorted(hand_ins, key=lambda each: each.age)
    same = [each for each in others if each.age[0] == newest.age[0] and newest.when - each.when <= SAME_TIME]
    if not same:
        return newest, others[::-1], ()
    best = max([*same, newest], key=lambda each: natural(each.name))
    names = " and ".join(in_utf8(each.name) for each in (*same, newest) if each is not best)
    have = "has" if len(same) == 1 else "have"
    note = f"{in_utf8(best.name)} counts, as the last by name: {names} {have} the same time."
    return best, [each for each in (newest, *others[::-1]) if each is not best], (FileNote(note, file_note.SAME_TIME),)


@contextlib.contextmanager
def _writable(into: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise IntakeError(
            f"{into} cannot be written: {error.strerror}. Free some space there, or name another folder."
        ) from error
