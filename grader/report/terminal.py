"""The report in a terminal: a table per module, the first thing to do next, the score. Fits 80 columns."""

from collections.abc import Iterable
from pathlib import Path

from rich.bar import Bar
from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from grader.course.syllabus import Module, Syllabus, worth
from grader.report.advice import next_step, next_to_do, onwards
from grader.report.feedback import Feedback
from grader.report.report import CheckResult, Gate, Outcome, Report
from grader.report.sentences import FeedbackLine, lines_of
from grader.report.source_place import linked, place_of
from grader.util.text import cut

# A sign and a word for each status, so that colour is never the only difference.
SIGNS = {
    "passed": ("✔", "green"),
    "failed": ("✘", "red"),
    "todo": ("·", "dim"),
    "blocked": ("↷", "yellow"),
    "error": ("!", "magenta"),
}
MOST_LINES = 14  # of what a student's code printed
LONGEST_LINE = 150  # characters of each: two rows of 80 columns


def show_report(console: Console, report: Report, syllabus: Syllabus, folder: Path | None = None) -> None:
    """Print a report; where the terminal can, the student's lines are links into `folder`."""
    for module in syllabus.modules:
        outcomes = [outcome for outcome in report.outcomes if outcome.exercise.module == module.name]
        if outcomes:
            console.print(_table(module, outcomes, report, syllabus.shows_points))
    for note in report.notes:
        console.print(Text(note, style="dim"))
    following = next_to_do(report)
    if following is not None:
        console.print(_next(console, report, following, folder, worth(following.exercise, syllabus)))
    console.print(_score(report) if syllabus.shows_points else Text(report.passed, style="bold"))
    if following is None:
        console.print(Text(_onwards(report, syllabus), style="dim"))


def sign(status: str) -> Text:
    """The status with its sign."""
    mark, style = SIGNS[status]
    return Text(f"{mark} {status}", style=style)


def _table(module: Module, outcomes: Iterable[Outcome], report: Report, shows_points: bool) -> RenderableType:
    table = Table(box=None, padding=(0, 1), show_header=False, expand=False)
    table.add_column("exercise", width=24, no_wrap=True)
    table.add_column("points", width=5, justify="right", no_wrap=True)
    table.add_column("state", width=9, no_wrap=True)
    table.add_column("remark", style="dim")
    for outcome in outcomes:
        points = f"{outcome.score}/{outcome.exercise.points}" if shows_points else ""
        name = Text(outcome.exercise.function)
        if outcome.exercise.bonus:
            name.append(" bonus", style="dim")
        table.add_row(name, points, sign(outcome.status), remark(outcome, report))
    return Group(Text(f"\n{module.title}", style="bold"), table)


def remark(outcome: Outcome, report: Report) -> str:
    """The remark on an outcome in a table, such as its mistake by name; mostly nothing."""
    remarks = []
    if outcome.gate is not None:
        remarks.append(shown_gate(outcome.gate))
    failed = sum(check.status != "passed" for check in outcome.checks)
    if outcome.misconception is not None:
        remarks.append(in_words(outcome.misconception))
    elif outcome.obstacle:
        remarks.append("for the same reason" if report.met_before(outcome) else "cannot be run")
    elif outcome.status in ("failed", "blocked") and outcome.gate is None:
        remarks.append(failing(failed, len(outcome.checks)))
    if outcome.cached:
        remarks.append("from cache")
    return ", ".join(remarks)


def failing(failed: int, checks: int) -> str:
    """How many of the checks fail: 1 of 10 checks fails."""
    return f"{failed} of {checks} checks {'fails' if failed == 1 else 'fail'}"


def shown_gate(gate: Gate) -> str:
    """Accuracy, distance to the threshold, and seeds: 97.86 %, 0.86 points above 97 %, seed 0."""
    seeds = f"seeds {gate.seeds[0]}-{gate.seeds[-1]}" if len(gate.seeds) > 1 else f"seed {gate.seeds[0]}"
    points, threshold = f"{abs(gate.margin) * 100:.2f} points", f"{gate.threshold * 100:.3g} %"
    where = f"below the {threshold} it must reach" if gate.margin < 0 else f"above {threshold}"
    return f"{gate.accuracy * 100:.2f} %, {points} {where}, {seeds}"


def in_words(misconception: str) -> str:
    """The name of a misconception, as one says it."""
    return misconception.replace("_", " ")


def set_out(feedback: Feedback | None, folder: Path | None = None) -> RenderableType:
    """Feedback line by line, broken lines keeping their indent; the student's lines as links into `folder`."""
    lines = lines_of(feedback) if feedback else []
    return Group(*(Padding(_linked(line, folder), (0, 0, 0, line.indent)) for line in lines))


def printed_by(check: CheckResult) -> list[Text]:
    """The beginning of what the student's code printed during a check; nothing where that is nothing."""
    if not check.printed.strip():
        return []
    lines = [cut(line, LONGEST_LINE) for line in check.printed.rstrip().split("\n")]
    more = [f"… {len(lines) - MOST_LINES} more lines"] if len(lines) > MOST_LINES else []
    return [Text("\n".join(["printed:", *lines[:MOST_LINES], *more]), style="dim")]


def lesson(outcome: Outcome) -> Text:
    """The misconception that an outcome shows: its name, and what it is."""
    return Text.assemble((f"{in_words(outcome.misconception or '').capitalize()}. ", "bold yellow"), outcome.reason)


def _linked(line: FeedbackLine, folder: Path | None) -> Text:
    """The line, the place that it names as a link, if the folder of this name is known."""
    shown = Text(line.text)
    place = f"{line.file}:{line.line}" if line.line else line.file
    start = line.text.find(place) if place else -1
    if folder is not None and start >= 0 and line.file.startswith(f"{folder.resolve().name}/"):
        address = (folder.resolve().parent / line.file).as_uri()
        shown.stylize(f"link {address}{f'#{line.line}' if line.line else ''}", start, start + len(place))
    return shown


def _next(console: Console, report: Report, outcome: Outcome, folder: Path | None, points: str) -> RenderableType:
    """The next step: the exercise, the first of its checks that fails, and the mistake that explains it."""
    exercise = outcome.exercise
    parts: list[RenderableType] = [Text(f"{exercise.title}\n", style="italic")]
    check = outcome.first_wrong
    advice = next_step(outcome, report.unmet_needs(outcome), folder)
    if check is None:
        parts.append(linked(advice.sentence, advice.place))
    else:
        parts.append(Text(check.claim, style="bold"))
        parts.append(Padding(set_out(check.feedback, folder), (1, 0, 0, 0)))
        if outcome.misconception is not None:
            parts.append(Padding(lesson(outcome), (1, 0, 0, 0)))
        parts += [Padding(said, (1, 0, 0, 0)) for said in printed_by(check)]
        if advice.sentence:
            parts.append(Text(f"\n{advice.sentence}"))
    is_theirs = outcome.status != "error"  # else nothing that the student wrote is the reason
    if is_theirs:
        parts.append(Text(""))
    if is_theirs and check is not None and folder is not None and (place := place_of(outcome, folder)) is not None:
        parts.append(linked(f"Code: {place}", place))
    if is_theirs and exercise.hints:
        parts.append(Text(f"Hint: nox -s hint -- {exercise.id}", style="dim"))
    title = f"Next: {exercise.id}{points}"  # the longest fits into 80 columns
    return Padding(Panel(Group(*parts), title=escape(title), title_align="left", width=min(console.width, 100)), (1, 0))


def _onwards(report: Report, syllabus: Syllabus) -> str:
    """The next thing when everything that was graded has passed."""
    if len(report.outcomes) < len(syllabus.exercises):
        return "All of these passed. See what is left: nox -s grade"
    return onwards(syllabus)


def _score(report: Report) -> RenderableType:
    line = Table.grid(padding=(0, 2))
    line.add_row(
        Text(report.earned, style="bold"), Bar(size=max(1, report.points), begin=0, end=report.score, width=24)
    )
    return line
