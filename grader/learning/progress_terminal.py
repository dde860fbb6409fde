"""The way so far in a terminal, within 80 columns."""

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.learning.hunt.bug_catalogue import LEVELS
from grader.learning.student_progress import Progress
from grader.report.terminal import sign

BAR = 12  # columns
MOST_MISTAKES = 8  # that are shown with their sentence, the newest


def show_progress(console: Console, progress: Progress) -> None:
    """Print the way so far."""
    points = f"{progress.score} of {progress.points} points" if progress.course.shows_points else ""
    bonus = f" + {progress.bonus} bonus" if points and progress.bonus else ""
    console.print(Text.assemble((f"{progress.course.title}: your progress", "bold"), f"  {points}{bonus}"))
    console.print(_modules(progress))
    for title, part in (
        ("Day by day", _days(progress)),
        (f"Known mistakes: {len(progress.mistakes)} met, {progress.overcome} overcome", _mistakes(progress)),
        ("Best accuracies", _accuracies(progress)),
    ):
        if part is not None:
            console.print(Text(f"\n{title}", style="bold"))
            console.print(part)
    console.print(_rest(progress))
    if progress.note:
        console.print(Text(progress.note, style="yellow"))


def _modules(progress: Progress) -> RenderableType:
    table = Table.grid(padding=(0, 1))
    for each in progress.modules:
        done = round(BAR * len(each.passed) / max(1, len(each.exercises)))
        points = f"{each.score} of {each.points} points" if progress.course.shows_points else ""
        count = f"{len(each.passed)} of {len(each.exercises)}"
        table.add_row(each.module.name, Text("█" * done + "░" * (BAR - done), style="green"), count, points)
    return Padding(table, (0, 0, 0, 2), expand=False)


def _days(progress: Progress) -> RenderableType | None:
    if not progress.days:
        return Padding(Text("Nothing yet. It starts with the next grading: nox -s grade", style="dim"), (0, 0, 0, 2))
    table = Table.grid(padding=(0, 2))
    for day in progress.days:
        table.add_row(day.date, Text("; ".join(day.parts)))
    return Padding(table, (0, 0, 0, 2), expand=False)


def _mistakes(progress: Progress) -> RenderableType | None:
    if not progress.mistakes:
        return None
    table = Table.grid(padding=(0, 1))
    for each in progress.mistakes[-MOST_MISTAKES:]:
        mark = sign("passed" if each.overcome else "todo")[:1]
        name = Text.assemble((each.name.replace("_", " "), "bold"), f" ({each.exercise})")
        table.add_row(mark, Group(name, Text(each.sentence, style="dim")) if not each.overcome else name)
    return Padding(table, (0, 0, 0, 2), expand=False)


def _accuracies(progress: Progress) -> RenderableType | None:
    if not progress.accuracies:
        return None
    table = Table.grid(padding=(0, 2))
    for each in progress.accuracies:
        asked = f"{each.exercise.gate_shown} asked" if each.exercise.gate else ""
        table.add_row(each.exercise.function, f"{each.accuracy:.2%}", asked)
    return Padding(table, (0, 0, 0, 2), expand=False)


def _rest(progress: Progress) -> Text:
    bugs = ", ".join(f"{count} of level {level}" for level, count in progress.bugs if level in LEVELS)
    lines = [
        "",
        f"Questions: {progress.answered} of {progress.asked} answered correctly. More: nox -s quiz",
        f"Bugs: {progress.bugs_repaired} repaired{f' ({bugs})' if bugs else ''}. More: nox -s find-the-bug",
    ]
    if progress.is_complete:
        lines.append("You have all required points. Your certificate: nox -s progress -- --html build/progress")
    return Text("\n".join(lines))
