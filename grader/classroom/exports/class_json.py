"""The class as JSON, for a program: everybody with score, lateness, adjustments, notes and the whole report."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from grader.classroom.gradebook_rows import row_of
from grader.classroom.records import Record, has_grade
from grader.classroom.remarks import remarks
from grader.course.lateness import explain
from grader.course.syllabus import Syllabus
from grader.report.report import to_json
from grader.report.requested_files import in_json
from grader.util.files import write_whole

SCHEMA = "digit-kata/class/v1"


def write_class_json(records: Sequence[Record], syllabus: Syllabus, file: Path) -> tuple[str, ...]:
    """Write the file.

    Returns:
        Nothing: every student is in it.

    Raises:
        OSError: the file cannot be written; the old one is unchanged.
    """
    points = sum(exercise.points for exercise in syllabus.exercises if not exercise.bonus)
    students = [_student(record) for record in records]
    write_whole(file, in_json({"schema": SCHEMA, "points": points, "students": students}))
    return ()


def _student(record: Record) -> dict[str, Any]:
    student, late = record.student, record.deduction
    graded = has_grade(record)
    return {
        **{name: getattr(student, name) for name in ("id", "name", "email", "on_roster")},
        **{name: getattr(record, name) for name in ("state", "submission", "reason", "handed", "late")},
        "score": record.score if graded else None,
        "score_in_time": record.score_in_time if graded else None,
        "bonus": record.bonus if graded else None,
        "lateness": {**row_of(late), "sentence": explain(late)} if late else None,
        "adjustments": [asdict(each) for each in record.adjustments],
        "notes": [asdict(note) for note in record.said],
        "remarks": [remark.sentence for remark in remarks(record)],
        "report": to_json(record.report) if record.report else None,
    }
