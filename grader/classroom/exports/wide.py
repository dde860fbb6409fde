"""The wide table for a spreadsheet: a row per student, totals, and a column per exercise."""

from collections.abc import Sequence
from pathlib import Path

from grader.classroom.exports.csv_cells import Value, to_csv
from grader.classroom.records import Record, adjustment_as_text, has_grade, note_as_text
from grader.classroom.remarks import remarks
from grader.course.syllabus import Syllabus
from grader.util.files import write_whole

COLUMNS = (
    *("student", "name", "email", "on_roster", "state", "submission", "score", "points", "bonus", "bonus_points"),
    *("adjustment", "adjusted_because", "reason", "older_submissions", "dataset", "isolation"),
    *("handed_in", "late", "score_in_time", "late_percent", "remarks", "notes"),
)


def write_wide(records: Sequence[Record], syllabus: Syllabus, file: Path) -> tuple[str, ...]:
    """Write the table, UTF-8 with a byte order mark.

    Returns:
        Nothing: every student has a row.

    Raises:
        OSError: the file cannot be written; the old one is unchanged.
    """
    head = (*COLUMNS, *(exercise.id for exercise in syllabus.exercises))
    write_whole(file, to_csv([head, *(_row(record, syllabus) for record in records)], bom=True))
    return ()


def _row(record: Record, syllabus: Syllabus) -> list[Value]:
    student, report = record.student, record.report
    outcomes = {outcome.exercise.id: outcome for outcome in record.outcomes}
    isolation = report.manifest.get("isolation", {}) if report else {}
    row: list[Value] = [student.id, student.name, student.email, student.on_roster, record.state, record.submission]
    row += [record.score if has_grade(record) else None, report.points if report else None]
    row += [record.bonus if report else None, report.bonus_points if report else None]
    row += [record.adjusted_in_all if record.adjustments else None, adjustments_as_text(record), record.reason]
    row += [", ".join(record.others), report.dataset if report else None, isolation.get("level")]
    late = record.deduction
    row += [record.handed, record.late, record.score_in_time if late else None, late.percent if late else None]
    row += [" / ".join(remark.sentence for remark in remarks(record)), " / ".join(map(note_as_text, record.said))]
    for exercise in syllabus.exercises:
        outcome = outcomes.get(exercise.id)
        # No number where nothing was measured: an error is not a zero.
        row.append(None if outcome is None else "error" if outcome.status == "error" else outcome.score)
    return row


def adjustments_as_text(record: Record) -> str:
    """Every adjustment with exercise, reason, author and day; empty without one."""
    return " / ".join(adjustment_as_text(record, each) for each in record.adjustments)
