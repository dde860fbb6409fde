"""The comment on a student's grade: short enough for a gradebook, with a reason for each missing point."""

from collections.abc import Iterator

from grader.classroom.exports.wide import adjustments_as_text
from grader.classroom.records import Record, note_as_text
from grader.classroom.remarks import remarks, shortened, unloaded
from grader.report.advice import next_step
from grader.report.report import Outcome, Report
from grader.report.sentences import plain
from grader.util.text import counted

LONGEST_COMPLAINT = 300  # characters of one exercise
LONGEST = 5_000  # characters of all; what does not fit is counted


def comment(record: Record) -> str:
    """The score, what a person has to know, and the first complaint of each exercise that did not pass."""
    parts = list(_parts(record))
    said = ""
    for place, part in enumerate(parts):
        if len(said) + len(part) > LONGEST:
            more = len(parts) - place
            return f"{said}{counted(more, 'more remark')} {'is' if more == 1 else 'are'} in the report."
        said += f"{part} "
    return said[:-1]


def _parts(record: Record) -> Iterator[str]:
    report = record.report
    if report:
        yield f"{report.earned}."
    if record.adjustments:
        yield f"Adjusted by a person: {adjustments_as_text(record)}. The score is {record.score:g}."
    if record.said:
        yield f"Noted by a person: {' / '.join(map(note_as_text, record.said))}"
    yield from (shortened(remark.sentence) for remark in remarks(record) if remark.for_student)
    if report:
        modules = {remark.module for remark in unloaded(report)}
        told = [each for each in report.outcomes if _is_told(each) and each.exercise.module not in modules]
        yield from (_told(each, report) for each in told if each.status != "todo")
        if stubs := [each.exercise.id for each in told if each.status == "todo"]:
            yield f"Still stubs: {', '.join(stubs)}."


def _is_told(outcome: Outcome) -> bool:
    return outcome.status != "passed" and not (outcome.exercise.bonus and outcome.status == "todo")


def _told(outcome: Outcome, report: Report) -> str:
    """The outcome of an exercise, and the first reason."""
    said = f"{outcome.exercise.id}: {outcome.status}."
    if outcome.status == "blocked":
        said += f" {next_step(outcome, report.unmet_needs(outcome)).sentence}"
    gate = outcome.gate
    if gate is not None and gate.margin < 0:
        said += f" Accuracy {gate.accuracy:.2%}; the gate is {gate.threshold:.2%}."
    reasons = f"{plain(outcome.feedback)} {outcome.reason}".replace(f"{report.submission}/", "")
    return f"{said} {shortened(reasons, LONGEST_COMPLAINT)}".rstrip()
