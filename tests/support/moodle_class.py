"""A class that was taken in from what a real Moodle wrote, graded with made-up outcomes: nothing is run."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.classroom import roster
from grader.classroom.intake import take_in
from grader.classroom.received import Intake, Received
from grader.classroom.records import Record, Student
from grader.classroom.roster import Roster
from grader.course.syllabus import Syllabus
from grader.report.report import Report, judge
from tests.conftest import ROOT
from tests.support import reports

GIVEN = os.environ.get("DIGIT_KATA_LMS")
PLACE = Path(GIVEN) if GIVEN else ROOT.parent / "shared" / "data" / "lms"
needs_files = pytest.mark.skipif(
    not GIVEN and not PLACE.is_dir(), reason="there are no files of a real Moodle; DIGIT_KATA_LMS names their folder"
)
WORKSHEETS = ("plain-worksheet.csv", "plain-worksheet-de.csv", "plain-worksheet-es.csv", "plain-worksheet-fr.csv")
BOOKS = ("gradebook.csv", "gradebook-semicolon.csv", "gradebook-tab.csv")
GRADED = 14  # of 16 students: one only typed, one handed in nothing

MakeReport = Callable[[Syllabus, Received], Report]


def half_done(course: Syllabus, received: Received) -> Report:
    """All of preprocessing passed, and of metrics as much as Moodle's number says: 15 points and more."""
    exercises = course.select(["preprocessing", "metrics"])
    number = re.search(r"_(\d+)_", received.name)
    done = 6 + int(number[1] if number else 0) % 12
    outcomes = [
        judge(exercise, [reports.PASSED if place < done else reports.TODO], 1)
        for place, exercise in enumerate(exercises)
    ]
    return Report(received.student.id, tuple(outcomes))


def class_of(course: Syllabus, archive: str, of: str | None, place: Path, make: MakeReport = half_done) -> list[Record]:
    """The records of a class: what was handed in is graded, the others are refused or missing."""
    known = roster.read(PLACE / of) if of else Roster(())
    intake = take_in(PLACE / archive, place / "in", known if of else None)
    handed = [
        Record(
            each.student, "graded", each.name, each.others, make(course, each),
            notes=each.notes, handed=each.handed, late=each.late,
        )
        if each.submission
        else Record(each.student, "refused", each.name, each.others, reason=each.refused)
        for each in intake.received
    ]  # fmt: skip
    return [*handed, *(Record(student, "missing") for student in missing(intake, known))]


def missing(intake: Intake, known: Roster) -> list[Student]:
    """Who is on a roster and has handed in nothing."""
    there = {each.student.id for each in intake.received}
    return [each for each in known.students if each.id not in there]
