"""Which records have a grade for a course's system: a blank or a wrong one would replace what stands there."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from grader.classroom.record import Record


def has_grade(record: Record) -> bool:
    """Whether somebody or something has graded the student."""
    return (record.state == "graded" and record.report is not None) or bool(record.adjustments)


def gradable(records: Iterable[Record], file: Path) -> tuple[list[Record], tuple[str, ...]]:
    """The records to hand over, and a sentence on those that are left out.

    Left out is who has no grade, who has exercises that could not be judged (the grade would be too low, which is not
    the student's fault), and who is not on the roster (the system does not know them and may refuse the whole file).
    """
    taken: list[Record] = []
    left_out: Counter[str] = Counter()
    for record in records:
        why = _obstacle(record)
        if why:
            left_out[why] += 1
        else:
            taken.append(record)
    if not left_out:
        return taken, ()
    reasons = ", ".join(f"{count} {why}" for why, count in left_out.items())
    total = left_out.total()
    who = "1 student is" if total == 1 else f"{total} students are"
    return taken, (f"{file.name}: {who} left out ({reasons}). Enter their grades by hand; --csv has every student.",)


def _obstacle(record: Record) -> str:
    """Why a record is left out, or nothing."""
    if not record.student.on_roster:
        return "not on the roster"
    if not has_grade(record):
        return record.state if record.state != "graded" else "without a report"
    if record.report and any(outcome.status == "error" for outcome in record.report.outcomes):
        return "with an exercise that could not be judged"
    return ""
