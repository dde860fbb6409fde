"""The long table for programs: a row per student and exercise, even without an outcome."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.classroom.exports.csv_cells import Value, to_csv
from grader.classroom.records import Record
from grader.course.syllabus import Exercise, Syllabus
from grader.report.report import Outcome
from grader.util.files import write_whole

COLUMNS = (
    *("student", "name", "state", "submission", "exercise", "module", "is_bonus", "status", "score", "points"),
    *("misconception", "accuracy", "threshold", "seed", "parameters", "seconds", "cached", "adjustment"),
)


def write_long(records: Sequence[Record], syllabus: Syllabus, file: Path) -> tuple[str, ...]:
    """Write the table, UTF-8 without a byte order mark.

    Returns:
        Nothing: every student has a row for every exercise.

    Raises:
        OSError: the file cannot be written; the old one is unchanged.
    """
    write_whole(file, to_csv([COLUMNS, *(row for record in records for row in _rows(record, syllabus))]))
    return ()


def _rows(record: Record, syllabus: Syllabus) -> Iterator[list[Value]]:
    outcomes = {outcome.exercise.id: outcome for outcome in record.outcomes}
    head: list[Value] = [record.student.id, record.student.name, record.state, record.submission]
    for exercise in syllabus.exercises:
        is_adjusted = any(each.exercise == exercise.id for each in record.adjustments)
        found = _facts(outcomes.get(exercise.id), exercise)
        yield [
            *head,
            exercise.id,
            exercise.module,
            exercise.bonus,
            *found,
            record.adjusted(exercise.id) if is_adjusted else None,
        ]


def _facts(outcome: Outcome | None, exercise: Exercise) -> list[Value]:
    if outcome is None:
        return [None, None, exercise.points, *[None] * 7]
    gate, measured = outcome.gate, outcome.measured
    score = None if outcome.status == "error" else outcome.score
    facts: list[Value] = [outcome.status, score, exercise.points, outcome.misconception]
    facts += [round(gate.accuracy, 6), gate.threshold] if gate else [None, None]
    facts += [measured.seed, measured.parameters] if measured else [None, None]
    return [*facts, round(outcome.seconds, 3), outcome.cached]
