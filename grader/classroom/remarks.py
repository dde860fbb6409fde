"""Remarks: what to look at before you believe a score, because a 0 may have a reason that is not an answer."""

from dataclasses import dataclass

from grader.classroom.records import Record
from grader.course.lateness import explain
from grader.report.feedback import OF_MODULE
from grader.report.report import Report
from grader.report.sentences import plain
from grader.util.text import cut

LONGEST = 300  # characters of a sentence
FEWEST = 2  # exercises of a module that must lack their function before the module is remarkable


@dataclass(frozen=True)
class Remark:
    """Something to look at.

    Attributes:
        short: for a table.
        sentence: with file and line where those are known.
        module: whose exercises cannot be run because of it, or nothing.
        for_student: whether the student is told too; not of a suspicion that nobody has looked into.
    """

    short: str
    sentence: str
    module: str = ""
    for_student: bool = True


def remarks(record: Record) -> list[Remark]:
    """The points to look at in a record, the gravest first."""
    found = unloaded(record.report) if record.report else []
    if record.outcomes and all(outcome.status == "todo" for outcome in record.outcomes):
        said = "All functions are still stubs. Check whether another folder was meant."
        found.append(Remark("only stubs", said))
    found += _lateness(record)
    found += [Remark(note.word, note) for note in record.notes]
    return [*found, *flagged(record.report)] if record.report else found


def flagged(report: Report) -> list[Remark]:
    """The flags of a report, each once however many exercises have it."""
    flags = dict.fromkeys(flag for outcome in report.outcomes for flag in outcome.flags)
    return [Remark(flag.short, flag.sentence, for_student=False) for flag in flags]


def _lateness(record: Record) -> list[Remark]:
    """What the course's policy takes, and why; without a policy, what the system says."""
    deduction = record.deduction
    if deduction is None:
        said = f"It was late: {record.late}." if record.late != "late" else "It was late."
        return [Remark("late", said)] if record.late else []
    if not deduction.days:
        return [Remark("extended", explain(deduction))] if deduction.extended else []
    before = record.score_in_time
    taken = f" The score is {record.score:g} instead of {before:g}." if record.score != before else ""
    return [Remark(f"late, -{deduction.percent:g} %", f"{explain(deduction)}{taken}")]


def unloaded(report: Report) -> list[Remark]:
    """The modules none of whose functions can be run, with the first reason of each."""
    listed: list[Remark] = []
    for module in dict.fromkeys(outcome.exercise.module for outcome in report.outcomes):
        outcomes = [outcome for outcome in report.outcomes if outcome.exercise.module == module]
        found = [each.feedback for each in outcomes if each.feedback]
        fault = next((each for each in found if each.kind in OF_MODULE), None)
        said = plain(fault).replace(f"{report.submission}/", "")  # its name is ours, and says nothing to anybody
        said = said.removeprefix(f"{report.submission}: ")
        file = f"{module}.py"
        if fault is not None and fault.kind == "missing_module":
            listed.append(Remark(f"no {file}", shortened(said), module))
        elif fault is not None:
            listed.append(Remark(f"{file} cannot be loaded", f"{file} cannot be loaded. {shortened(said)}", module))
        elif len(outcomes) >= FEWEST and [each.kind for each in found] == ["missing_function"] * len(outcomes):
            listed.append(Remark(f"no functions in {file}", f"{file} has none of its functions.", module))
    return listed


def shortened(text: str, most: int = LONGEST) -> str:
    """Text on one line, not too long."""
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    line = " ".join(line if line[-1] in ".,:;" or line == lines[-1] else f"{line};" for line in lines)
    return cut(line, most)
