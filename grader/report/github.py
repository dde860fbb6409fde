"""The report in a step of GitHub Actions: a job summary, annotations at the student's lines, and the output `score`.

Nothing that a submission says can be a command there: commands are stopped while the report is printed, annotations
are escaped as GitHub documents it, and text in the summary is plain text of HTML.
"""

import html
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.report.advice import next_to_do
from grader.report.failures import SEVERITIES, Failure, failures
from grader.report.model_evaluation import ModelEvaluation
from grader.report.report import Outcome, Report
from grader.report.sentences import plain
from grader.report.terminal import remark, shown_gate
from grader.util.text import clean

LARGEST_SUMMARY = 1 << 20  # bytes of a step; GitHub shows nothing of a longer one
CURVES = ("accuracy", "val_accuracy")
LEFT_OUT = "<p>The rest is too long for a summary. It is in the log of this step and in the files of the report.</p>\n"


class NotAStep(Exception):
    """This does not run in a step of GitHub Actions; the message ends with the next thing to do."""


@dataclass(frozen=True)
class GithubStep:
    """A step of GitHub Actions.

    Attributes:
        summary: file that the summary is added to.
        output: file that outputs are added to.
        root: of the repository.
        token: ends the time without commands; nobody can guess it.
    """

    summary: Path
    output: Path
    root: Path
    token: str

    def write_summary(self, report: Report, folder: Path) -> None:
        """Add the report to the summary, as far as there is room.

        Raises:
            OSError: the file cannot be written.
        """
        before = self.summary.stat().st_size if self.summary.exists() else 0
        with self.summary.open("a", encoding="utf-8") as file:
            file.write(summary(report, self.root, folder, LARGEST_SUMMARY - before))

    def write_score(self, report: Report) -> None:
        """Set the output `score`.

        Raises:
            OSError: the file cannot be written.
        """
        with self.output.open("a", encoding="utf-8") as file:
            file.write(f"score<<{self.token}\n{report.score}\n{self.token}\n")

    @property
    def stops_commands(self) -> str:
        """The line after which GitHub takes nothing for a command."""
        return f"::stop-commands::{self.token}"

    @property
    def resumes_commands(self) -> str:
        """The line after which it does again."""
        return f"::{self.token}::"

    def annotations(self, report: Report, folder: Path) -> list[str]:
        """A command for each exercise that fails: GitHub shows its message at the student's line."""
        return [_annotation(failure, self.root) for failure in failures(report, folder)]


def step_of(environment: Mapping[str, str]) -> GithubStep:
    """Read from the environment where GitHub takes summary and outputs.

    Raises:
        NotAStep: a variable is missing.
    """
    names = ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT", "GITHUB_WORKSPACE")
    if missing := [name for name in names if not environment.get(name)]:
        said = f"The environment lacks {', '.join(missing)}."
        raise NotAStep(f"{said} Give --github in a step of GitHub Actions only, which sets them.")
    summary_file, output, root = (Path(environment[name]) for name in names)
    return GithubStep(summary_file, output, root, f"digit-kata-{secrets.token_hex(16)}")


def summary(report: Report, root: Path, folder: Path, room: int = LARGEST_SUMMARY) -> str:
    """The report as Markdown for a job summary, in at most so many bytes."""
    text = ""
    for part in _parts(report, root, folder):
        if len(f"{text}{part}{LEFT_OUT}".encode()) > room:
            return text + LEFT_OUT if len(f"{text}{LEFT_OUT}".encode()) <= room else text
        text += part
    return text


def _parts(report: Report, root: Path, folder: Path) -> Iterator[str]:
    yield f"## {report.earned}\n\n"
    following = next_to_do(report)
    if following is not None:
        yield f"Next: **{following.exercise.id}**, {html.escape(following.exercise.title)}\n\n"
    rows = "".join(_row(outcome, report) for outcome in report.outcomes)
    yield f"| exercise | points | state | remark |\n| --- | ---: | --- | --- |\n{rows}\n"
    for note in report.notes:
        yield f"<p>{html.escape(clean(note))}</p>\n\n"
    for failure in failures(report, folder):
        opened = " open" if failure.outcome == following else ""
        head = f"{failure.outcome.exercise.id}: {failure.claim} ({failure.path(root)}:{failure.place.line})"
        said = _pre(_said(failure.outcome))
        yield f"<details{opened}><summary>{html.escape(clean(head))}</summary>\n\n{said}\n</details>\n\n"
    for outcome in report.outcomes:
        if outcome.gate is not None:
            yield f"### {outcome.exercise.id}\n\n{shown_gate(outcome.gate)}\n\n"
        if outcome.measured is not None:
            yield from _measured(outcome.measured)


def _row(outcome: Outcome, report: Report) -> str:
    bonus = " bonus" if outcome.exercise.bonus else ""
    remarked = html.escape(remark(outcome, report)).replace("|", "&#124;")
    points = f"{outcome.score}/{outcome.exercise.points}{bonus}"
    return f"| {outcome.exercise.id} | {points} | {outcome.status} | {remarked} |\n"


def _said(outcome: Outcome) -> str:
    """The feedback on an exercise, its mistake by name, and what the code printed."""
    check = outcome.first_wrong
    printed = f"printed:\n{check.printed}" if check is not None and check.printed.strip() else ""
    return "\n\n".join(filter(None, [plain(outcome.feedback), outcome.reason, printed]))


def _pre(text: str) -> str:
    """Text that is shown as it is: from a line that begins with `pre` to its end Markdown is not read."""
    return f"<pre>{html.escape(_clean_lines(text))}</pre>\n"


def _clean_lines(text: str) -> str:
    """The text, line by line, without what steers a terminal or turns the direction of writing."""
    return "\n".join(clean(line) for line in text.split("\n"))


def _measured(measured: ModelEvaluation) -> Iterator[str]:
    """The curves and the confusion matrix of a trained model."""
    curves = [measured.history[name] for name in CURVES if name in measured.history]
    if measured.epochs > 1 and curves:
        lowest = min(0.99, *(min(curve) for curve in curves))
        lines = "".join(f"    line [{', '.join(f'{value:.4f}' for value in curve)}]\n" for curve in curves)
        named = " and ".join(name for name in CURVES if name in measured.history)
        yield (
            f'```mermaid\nxychart-beta\n    title "{named}"\n    x-axis "epoch" 1 --> {measured.epochs}\n'
            f'    y-axis "accuracy" {int(lowest * 100) / 100:.2f} --> 1\n{lines}```\n\n'
        )
    digits = range(len(measured.confusion))
    rows = "".join(f"| **{true}** | {' | '.join(map(str, row))} |\n" for true, row in enumerate(measured.confusion))
    head = f"| true, predicted | {' | '.join(map(str, digits))} |\n| --- |{' ---: |' * len(digits)}\n"
    yield f"<details><summary>Confusion matrix</summary>\n\n{head}{rows}\n</details>\n\n"


def _annotation(failure: Failure, root: Path) -> str:
    facts = {
        "file": failure.path(root),
        "line": str(failure.place.line),
        "title": f"{failure.outcome.exercise.id}: {failure.outcome.status}",
    }
    properties = ",".join(f"{name}={_property(value)}" for name, value in facts.items())
    message = "\n".join(filter(None, [failure.claim, failure.feedback, failure.outcome.reason]))
    return f"::{SEVERITIES[failure.outcome.status]} {properties}::{_data(_clean_lines(message))}"


def _data(text: str) -> str:
    """A message as GitHub's documentation has it escaped."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """A property of a command, in which two more characters have a meaning."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
