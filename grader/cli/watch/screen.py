"""The screen of watch mode: the current exercise large and the rest as a line, or a list; at 80 columns and 24 rows."""

from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.control import Control
from rich.panel import Panel
from rich.segment import Segment, Segments
from rich.style import Style
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from grader.cli.watch.progress_state import NOT_RUN
from grader.cli.watch.quiz_panel import KEY
from grader.cli.watch.view import Showing, View
from grader.course.syllabus import worth
from grader.report.advice import next_step
from grader.report.report import Outcome
from grader.report.source_place import linked, place_of
from grader.report.terminal import failing, printed_by, set_out, sign

WIDEST = 100  # columns; longer lines are hard to read
FRAME = 2  # rows of a panel's own
# To find room: lines that a part keeps at least, and blank lines between parts; the first that does is taken.
SHORTENINGS = ((6, 1), (4, 0), (2, 0), (1, 0))
BAR = 20  # columns
TWO_COLUMNS = 78  # columns that two lists side by side need

Line = list[Segment]


class Screen:
    """Draws a view: over and over in the same place where the terminal can do that, else below what was there."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self._in_place = console.is_terminal and not console.is_dumb_terminal
        self._size = console.size
        self._printed = ""

    def __enter__(self) -> "Screen":
        if self._in_place:
            self.console.set_alt_screen(True)
            self.console.show_cursor(False)
        return self

    def __exit__(self, *_exception: object) -> None:
        if self._in_place:
            self.console.show_cursor(True)
            self.console.set_alt_screen(False)

    def draw(self, view: View) -> None:
        """Draw the view."""
        if self._in_place:
            self._draw(view)
        elif not view.busy:
            self._print(view)

    def say_goodbye(self, view: View) -> None:
        """Leave the score behind, where the screen was before."""
        self.console.print(_score(view))

    def _draw(self, view: View) -> None:
        """Draw each line over the old one, all in one piece, so that nothing goes dark in between."""
        console = self.console
        size = console.size
        head, foot = self._lines(*_head(view)), self._lines(*_foot(view))
        room = max(FRAME + 1, size.height - len(head) - len(foot))
        body = self._body(view, room)
        filled = [*head, *body, *[[Segment("")]] * (room - len(body)), *foot]
        lines = Segment.set_shape(filled, size.width, size.height)
        with console:
            if size != self._size:  # what a narrower window has folded is not written over
                console.clear()
                self._size = size
            console.control(Control.home())
            for number, line in enumerate(lines):
                if number:
                    console.print()
                console.print(Segments(line), end="", soft_wrap=True)

    def _print(self, view: View) -> None:
        """Print what has changed, below what was there: no terminal, or one whose cursor does not move."""
        console = self.console
        with console.capture() as capture:
            console.print()
            console.print(Text(_title(view), style="bold"))
            parts = _all_lines(console, view) if view.showing == Showing.LIST else _parts(view)
            for part in (*parts, *_head(view), *_foot(view)):
                console.print(part)
        text = capture.get()
        if text != self._printed:
            self._printed = text
            console.file.write(text)
            console.file.flush()

    def _body(self, view: View, room: int) -> list[Line]:
        width = min(self.console.width, WIDEST)
        if view.showing == Showing.LIST:
            return _cut(self._lines(*_all_lines(self.console, view)), room)
        inner = width - 4  # the panel's frame, and a blank on both sides
        parts = [self._lines(part, width=inner) for part in _parts(view)]
        lines = _fitted(parts, room - FRAME)
        folded = Segments([segment for line in lines for segment in (*line, Segment.line())])
        style = {"passed": "green", "failed": "red"}.get(view.standing.status(view.standing.current), "none")
        title = Text(_title(view), style="bold", overflow="ellipsis")
        return self._lines(Panel(folded, title=title, title_align="left", border_style=style, width=width))

    def _lines(self, *parts: RenderableType, width: int | None = None) -> list[Line]:
        options = self.console.options.update(width=width or self.console.width, height=None)
        return [line for part in parts for line in self.console.render_lines(part, options, pad=False)]


# The parts of the screen.


def _title(view: View) -> str:
    if view.showing == Showing.QUESTION:
        return "A question without code"
    exercise = view.standing.current
    return f"{exercise.id}: {exercise.title}{worth(exercise, view.standing.syllabus)}"


def _score(view: View) -> RenderableType:
    report = view.standing.report
    bonus = f" + {report.bonus} bonus" if report.bonus else ""
    done = round(BAR * report.score / max(1, report.points))
    line = Table.grid(expand=True)
    line.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
    line.add_column(no_wrap=True, justify="right")
    said = f"{report.score} of {report.points} points{bonus}" if view.standing.syllabus.shows_points else report.passed
    score = Text(f"{said} ", style="bold")
    line.add_row(
        Text(f"{view.standing.syllabus.title}: {report.submission}"), score + Text("█" * done + "░" * (BAR - done))
    )
    return line


def _head(view: View) -> list[RenderableType]:
    """The score, and how many exercises of each module are passed."""
    standing = view.standing
    counts = []
    for module in standing.syllabus.modules:
        exercises = standing.syllabus.of_module(module.name)
        passed = sum(standing.passed(exercise) for exercise in exercises)
        count = Text(f"{module.name} {passed}/{len(exercises)}".replace(" ", "\N{NO-BREAK SPACE}"), style="dim")
        if standing.current.module == module.name:
            count.stylize("bold not dim")
        counts.append(count)
    return [_score(view), Text("  ").join(counts)]


def _foot(view: View) -> list[RenderableType]:
    """What is going on, and the keys."""
    lines: list[RenderableType] = []
    if view.notice:
        lines.append(Text(view.notice, style="yellow"))
    lines.append(Text(_state(view), style="dim", overflow="ellipsis", no_wrap=True))
    if view.keys:
        lines.append(Text("   ").join(Text.assemble((key, "bold"), f" {name}") for key, name in _keys(view).items()))
    return lines


def _keys(view: View) -> dict[str, str]:
    """The keys that do something now."""
    current = view.standing.current
    passed = view.standing.passed(current)
    names = {"n": "next", "h": "hints" if passed else "hint", "l": "list"}
    names |= {"t": "train"} if current.images else {}
    names |= {"s": "solution"} if passed and view.has_solutions else {}
    return names | {"a": "run all", KEY: "quiz", "q": "quit"}


def _state(view: View) -> str:
    """What is being done, or what is waited for."""
    parts = [view.verdict] if view.verdict else []
    if view.busy:
        others = "running the others" if view.verdict else "looking through the exercises"
        return "; ".join([*parts, f"running {view.doing.line}" if view.doing.line else others])
    left = view.standing.not_run
    if left:
        parts.append(f"{left} not run")
    parts.append("polling for saves " + view.polling if view.polling else "waiting for a save")
    if not view.keys:
        parts.append("no keys, because standard input is not a terminal; Ctrl-C quits")
    return "; ".join(parts)


def _parts(view: View) -> list[RenderableType]:
    """The current exercise, its model answer or a question, part by part."""
    standing, exercise = view.standing, view.standing.current
    if view.showing == Showing.QUESTION:
        return view.quiz.parts(standing.syllabus)
    outcome = standing.outcome(exercise)
    parts: list[RenderableType] = [_status_line(view, outcome)]
    if view.showing == Showing.SOLUTION:
        return [
            *parts,
            Syntax(view.solution.rstrip(), "python", theme="ansi_dark", background_color="default", word_wrap=True),
        ]
    if outcome is None:
        parts.append(Text(_not_run(view)))
    elif outcome.status == "passed":
        parts.append(Text(_passed(view)))
    else:
        parts += _failure(outcome, view.folder)
        advice = next_step(outcome, standing.unmet_needs(exercise), view.folder)
        parts += [linked(advice.sentence, advice.place)] if advice.sentence else []
    if outcome is not None and outcome.gate is not None and view.on_drawings.get(exercise.id):
        parts.append(Text(view.on_drawings[exercise.id]))
    for level, hint in view.hints:
        parts.append(Text.assemble((f"Hint {level} of {len(exercise.hints)}: ", "bold"), hint))
    return parts


def _passed(view: View) -> str:
    if not view.keys:
        return "All its checks pass."
    solution = ", s the model answer" if view.has_solutions else ""
    hints = "; h shows its three hints" if view.standing.current.hints else ""
    return f"All its checks pass. Press n for the next exercise{hints}{solution}."


def _status_line(view: View, outcome: Outcome | None) -> Text:
    exercise = view.standing.current
    line = _sign(view.standing.status(exercise))
    if outcome is not None and outcome.gate is not None:
        line += Text(f"  {outcome.gate.accuracy:.2%} of the test images; the gate is at {outcome.gate.threshold:.1%}")
    elif outcome is not None and outcome.status in ("failed", "blocked"):
        failed = sum(check.status != "passed" for check in outcome.checks)
        line += Text(f"  {failing(failed, len(outcome.checks))}", style="dim")
    if outcome is not None and outcome.status in ("failed", "blocked"):
        place = place_of(outcome, view.folder)
        line += linked(f"  {place}" if place else "", place)
    if view.standing.under_way(exercise):
        line += Text("  (before the save; running again)", style="dim")
    return line


def _not_run(view: View) -> str:
    exercise = view.standing.current
    if exercise.id in view.standing.wanted and exercise.images:
        return "It is training. The line below shows the progress."
    if exercise.id in view.standing.wanted or (view.busy and not exercise.images):
        return "It is running. Exercises that need TensorFlow take a few seconds."
    if exercise.images:
        ask = "Press t to train it, or save" if view.keys else "Save"
        why = "It has not been trained since the last change, because that takes minutes."
        return f"{why} {ask} a change in {exercise.module}.py."
    return f"It has not run since a change in the code that it uses. Save a change in {exercise.module}.py to run it."


def _failure(outcome: Outcome, folder: Path) -> list[RenderableType]:
    """The first check that fails: its claim, what was called and came back, the likeliest reason, what was printed."""
    check = outcome.first_wrong
    if check is None:
        return []
    parts: list[RenderableType] = [Text(check.claim, style="bold"), set_out(check.feedback, folder)]
    if outcome.reason:
        parts.append(Text(outcome.reason, style="bold yellow"))
    return [*parts, *printed_by(check)]


def _all_lines(console: Console, view: View) -> list[RenderableType]:
    """Every exercise with its state, in two columns where there is room."""
    lists = []
    for module in view.standing.syllabus.modules:
        table = Table.grid(padding=(0, 1))
        for width in (1, 9, 22, 3):  # the mark of the current one, state, name, points
            table.add_column(width=width, no_wrap=True, overflow="ellipsis")
        for exercise in view.standing.syllabus.of_module(module.name):
            current = exercise == view.standing.current
            name = Text(exercise.function, style="bold" if current else "none")
            number = f"{exercise.points:>2}" if view.standing.syllabus.shows_points else ""
            points = f"{'+' if exercise.bonus else ' '}{number}"
            table.add_row(">" if current else "", _sign(view.standing.status(exercise)), name, points)
        lists.append(Group(Text(module.name, style="bold"), table))
    if console.width < TWO_COLUMNS:
        return [*lists]
    # The first two modules have as many exercises as the others.
    columns = Table.grid(padding=(0, 1))
    columns.add_row(Group(*lists[:2]), Group(*lists[2:]))
    return [columns]


# Signs, and lines for the room that there is.


def _sign(status: str) -> Text:
    return Text(f"? {status}", style="yellow") if status == NOT_RUN else sign(status)


def _fitted(parts: list[list[Line]], room: int) -> list[Line]:
    """The lines of all parts: the longest are shortened where there is too little room, and blank lines left out."""
    for fewest, blanks in SHORTENINGS:
        found = list(parts)
        while sum(map(len, found)) + blanks * (len(found) - 1) > room:
            longest = max(range(len(found)), key=lambda number: len(found[number]))
            if len(found[longest]) <= fewest:
                break
            found[longest] = _cut(parts[longest], len(found[longest]) - 1)
        else:
            blank: list[Line] = [[]] * blanks
            lines: list[Line] = []
            for part in found:
                lines += [*(blank if lines else []), *part]
            return lines
    return _cut([line for part in parts for line in part], room)


def _cut(lines: list[Line], room: int) -> list[Line]:
    """The first lines, with a mark below them where some are missing; the very first line rather than a mark."""
    if len(lines) <= room:
        return lines
    mark = [Segment("…", Style(dim=True))]
    return [*lines[: max(1, room - 1)], mark][:room]
