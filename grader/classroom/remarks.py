"""Remarks: what to look at before you believe a score, because a 0 may have a reason that is not an answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from grader.classroom.records import Record
from grader.report.report import Outcome, Report

LONGEST = 300  # characters of a sentence
FEWEST = 2  # exercises of a module that must lack their function before the module is remarkable


@dataclass(frozen=True)
class Remark:
    """Something to look at.

    Attributes:
        short: for a table.
        sentence: with file and line where those are known.
        module: whose exercises cannot be run because of it, or nothing.
    """

    short: str
    sentence: str
    module: str = ""


def remarks(record: Record) -> list[Remark]:
    """The points to look at in a record, the gravest first."""
    found = unloaded(record.report) if record.report else []
    if record.report and not record.report.score and _are_all_todo(record.report.outcomes):
        said = "All functions are still stubs. Look whether another folder was meant."
        found.append(Remark("only stubs", said))
    if record.late:
        found.append(Remark("late", f"It was late: {record.late}." if record.late != "late" else "It was late."))
    found += [Remark(_short(note), note) for note in record.notes]
    return found


def unloaded(report: Report) -> list[Remark]:
    """The modules none of whose functions can be run, with the first reason of each."""
    found = []
    for module in dict.fromkeys(outcome.exercise.module for outcome in report.outcomes):
        outcomes = [outcome for outcome in report.outcomes if outcome.exercise.module == module]
        said = next((each.feedback for each in outcomes if _is_of_module(each, report.submission)), "")
        file = f"{module}.py"
        said = said.replace(f"{report.submission}/", "")  # its name is ours, and says nothing to anybody
        if said.startswith("There is no "):
            found.append(Remark(f"no {file}", shortened(said), module))
        elif said:
            found.append(Remark(f"{file} cannot be loaded", f"{file} cannot be loaded. {shortened(said)}", module))
        elif len(outcomes) >= FEWEST and all(_lacks_function(each, file) for each in outcomes):
            found.append(Remark(f"no functions in {file}", f"{file} has none of its functions.", module))
    return found


def shortened(text: str, most: int = LONGEST) -> str:
    """Text on one line, not too long."""
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    line = " ".join(line if line[-1] in ".,:;" or line == lines[-1] else f"{line};" for line in lines)
    return line if len(line) <= most else f"{line[: most - 1]}…"


def _is_of_module(outcome: Outcome, folder: str) -> bool:
    """Whether what is wrong is said of the whole module: it is missing, cannot be read, or cannot be imported."""
    if outcome.status in ("passed", "todo"):
        return False
    file = f"{folder}/{outcome.exercise.module}.py"
    starts = (f"There is no {file}", f"Importing {file}", f"{file}:", f"{file},", f"{folder}: ")
    return outcome.feedback.startswith(starts) or _names_another_file(outcome, folder)


def _names_another_file(outcome: Outcome, folder: str) -> bool:
    """Whether it begins with the name of a file, as where a module is read from one under another name."""
    head, _, rest = outcome.feedback.partition(": ")
    return head.startswith(f"{folder}/") and (".py" in head or ".ipynb" in head) and bool(rest) and "\n" not in head


def _lacks_function(outcome: Outcome, file: str) -> bool:
    return outcome.status in ("failed", "blocked") and (
        outcome.feedback.startswith(f"There is no function {outcome.exercise.function} in ")
        and file in outcome.feedback
    )


def _are_all_todo(outcomes: Sequence[Outcome]) -> bool:
    return bool(outcomes) and all(outcome.status == "todo" for outcome in outcomes)


def _short(note: str) -> str:
    return (
        "a draft"
        if note.startswith("It is a draft")
        else "a notebook"
        if ".ipynb was taken for " in note or ".ipynb: " in note
        else "renamed"
        if " was taken for " in note
        else "files left alone"
    )
