"""The command find-the-bug: plant a mistake, and look at what the student found and repaired."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from grader.cli.endings import stop
from grader.cli.grading_progress import GradingProgress
from grader.cli.options import COURSE, DATA, HTML, PATH, SUBMISSION
from grader.cli.output import say
from grader.cli.refusals import refuse_files, refuse_unwritable_folder
from grader.course.bug_exam import MOST_BUGS, TABLE, BugExam
from grader.course.current import current
from grader.course.syllabus import Exercise, Syllabus
from grader.grading.pipeline import Settings
from grader.learning.hunt.hunt_command import command
from grader.report.requested_files import in_json
from grader.util.exit_status import LEFT_TO_DO, OUR_FAULT, PASSED, WRONG_USAGE
from grader.util.files import write_whole
from grader.util.statusline import StatusLine
from grader.util.text import counted

if TYPE_CHECKING:
    from grader.learning.hunt.bug_round import Looked
    from grader.learning.hunt.hunt_judging import Verdict
    from grader.learning.hunt.hunt_state import HuntState, OpenBug


@click.command("find-the-bug")
@SUBMISSION
@click.option(
    "--only", multiple=True, metavar="ID_OR_MODULE", help="Only bugs in this part; may be given several times."
)
@click.option("--level", type=click.IntRange(1, 3), help="1: most checks notice the bug, 2: some, 3: few.")
@click.option("--count", type=click.IntRange(1, MOST_BUGS), help="Number of bugs in the round.  [default: 1]")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), help="The same bugs for everybody with this seed.")
@click.option("--exam", "sits_exam", is_flag=True, help="Take the exam, for which the course gives points.")
@click.option("--check", is_flag=True, help="Look at the open round without starting one.")
@click.option("--new", is_flag=True, help="Give up the open round, and start another.")
@click.option("--json", "json_file", type=PATH, help="Write the result of the round as JSON.")
@HTML
@COURSE
@DATA
def hunt_command(
    submission: Path,
    only: tuple[str, ...],
    level: int | None,
    count: int | None,
    seed: int | None,
    sits_exam: bool,
    check: bool,
    new: bool,
    json_file: Path | None,
    html_folder: Path | None,
    data: str,
) -> int:
    """Find a mistake that is planted into a solved module.

    Show it with an input, then repair it. If no round is open, the command starts one; otherwise, it judges what you
    have done. The files are in bugs/, next to SUBMISSION, which is not changed. Choose exercises with --only; you need
    it for trainings, which take minutes. With --exam, you take the exam of course.toml, for which the instructor gives
    points.

    Exit status: 0 when a round has started or is done, 4 when a part of it is left, 2 for wrong usage.
    """
    from grader.learning.hunt import hunt_state

    course, exam = current().syllabus, current().exam
    chosen = [each for each in course.select(only) if only or not each.images]
    refuse_files([json_file] if json_file else [])
    refuse_unwritable_folder(html_folder)
    console = Console(highlight=False)
    state, damage = hunt_state.load(submission)
    if damage:
        say(damage, err=True)
    choices = bool(only or level or count or seed is not None)
    if sits_exam:
        exam = _exam_of(exam, state, submission, choices=choices or check, new=new)
        looks = bool(state.round) and state.exam and state.seed == exam.seed
        _sit(console, state, submission, course, exam)
    else:
        _refuse(state, submission, course, choices=choices, check=check, new=new)
        looks = state.is_open and not new
    exam = exam if course.shows_points else None  # from here on, for its points
    if looks:
        settings = Settings(data=data, use_cache=False, keep=False)
        _look(console, state, submission, course, settings, exam)
    elif check:
        _summary(console, state, submission, exam)
    elif not sits_exam:
        _start(console, state, submission, course, chosen, level=level, count=count or 1, seed=seed)
    _write(state, exam, json_file, html_folder)
    return LEFT_TO_DO if looks and state.is_open else PASSED


def _exam_of(exam: BugExam | None, state: "HuntState", submission: Path, *, choices: bool, new: bool) -> BugExam:
    """The exam of the course; end with a sentence where it cannot be had now."""
    if exam is None:
        stop(
            f"This course gives no points for bugs: there is no [{TABLE}] in a course.toml. "
            f"Play a round: {command(submission)}",
            WRONG_USAGE,
        )
    if choices:
        raise click.UsageError("The course defines its exam. Leave out the other options.")
    if state.is_open and not state.exam and not new:
        stop(f"Another round is open. Finish it, or give it up: {command(submission, '--exam', '--new')}", WRONG_USAGE)
    return exam


def _refuse(state: "HuntState", submission: Path, course: Syllabus, *, choices: bool, check: bool, new: bool) -> None:
    """End with a sentence where the options do not go with what is open."""
    if check and new:
        raise click.UsageError("--check looks at the open round, but --new gives it up. Choose one.")
    if check and not state.round:
        stop(f"There is no round yet. Start one: {command(submission)}", WRONG_USAGE)
    if choices and state.is_open and not new:
        numbers = ", ".join(bug.place for bug in state.round if not bug.done)
        stop(f"A round is open: {numbers} in bugs/. Look at it without options, or give it up: --new", WRONG_USAGE)
    if not new and any(bug.exercise not in course.by_id for bug in state.round):
        stop(
            "The open round is about an exercise that this course leaves out. "
            f"Start another: {command(submission, '--new')}",
            WRONG_USAGE,
        )


def _start(
    console: Console,
    state: "HuntState",
    submission: Path,
    course: Syllabus,
    chosen: list[Exercise],
    *,
    level: int | None,
    count: int,
    seed: int | None,
) -> None:
    from grader.learning.hunt import bug_files, bug_round, hunt_state

    available, before = bug_round.bases(submission, chosen), _told_of_open(state, submission)
    try:
        bug_round.start(state, submission, available, course, level=level, count=count, seed=seed)
    except OSError as error:
        stop(f"{bug_files.FOLDER}/ cannot be written: {error.strerror}. Check its permissions.", OUR_FAULT)
    hunt_state.save(state, submission)
    for sentence in before:
        console.print(Text(sentence), soft_wrap=True)
    _introduce(console, state.round, submission, course)
    if len(state.round) < count:
        console.print(Text(f"There are only {len(state.round)} bugs of this kind that you have not met."))
    again = command(submission)
    console.print(Text(f"After each bug, run the same command again: {again}", style="dim"), soft_wrap=True)


def _sit(console: Console, state: "HuntState", submission: Path, course: Syllabus, exam: BugExam) -> None:
    """Open what of the exam is not open yet, and show it."""
    from grader.learning.hunt import bug_files, bug_round, hunt_state

    before = [] if state.exam else _told_of_open(state, submission)
    try:
        available = bug_round.bases(submission, course.exercises)
        opened, lacking = bug_round.sit(state, submission, available, course, exam)
    except OSError as error:
        stop(f"{bug_files.FOLDER}/ cannot be written: {error.strerror}. Check its permissions.", OUR_FAULT)
    hunt_state.save(state, submission)
    for sentence in before:
        console.print(Text(sentence), soft_wrap=True)
    _introduce(console, opened, submission, course)
    for name in lacking:
        said = f"A bug in {name} is missing: there is no right version to plant it into. Pass it first, then come back."
        console.print(Text(said), soft_wrap=True)
    if opened or lacking:
        each = f", {counted(exam.points, 'point')} each" if course.shows_points else ""
        console.print(
            f"The exam has {counted(exam.count, 'bug')}{each}. "
            f"After each bug, run the same command again. Hand in the folder {bug_files.FOLDER}/ when you are done: "
            "your instructor judges it again, and only that counts."
        )


def _introduce(console: Console, opened: Sequence["OpenBug"], submission: Path, course: Syllabus) -> None:
    """Say of each bug where it is, and what to do."""
    from grader.learning.hunt import bug_files, bug_round

    for bug in opened:
        exercise = course.by_id[bug.exercise]
        place = _shown(bug_files.folder_of(submission, bug.place))
        whose = "your own" if bug.base == bug_round.YOURS else "the reference's"
        console.print(_heading(bug))
        lines = [
            f"One mistake is in {exercise.function}, in a copy of {whose} {exercise.module}.py.",
            f"1. {_first_task(exercise)}: {place}/evidence.py",
            f"2. Then repair it: {place}/{exercise.module}.py",
        ]
        for line in [*(f"  {line}" for line in lines), ""]:
            console.print(Text(line), soft_wrap=True)


def _look(
    console: Console,
    state: "HuntState",
    submission: Path,
    course: Syllabus,
    settings: Settings,
    exam: BugExam | None,
) -> None:
    """Look at what is open, and show it."""
    from grader.learning.hunt import bug_round, hunt_state

    for bug in state.round:
        if bug.done and not state.exam:
            continue
        with StatusLine(console) as line:
            looked = bug_round.look(bug, submission, course, settings, GradingProgress(line))
        hunt_state.save(state, submission)
        if looked.evidence is not None or looked.repair is not None:
            _show(console, looked, course.by_id[bug.exercise], submission)
    _summary(console, state, submission, exam)


def _show(console: Console, looked: "Looked", exercise: Exercise, submission: Path) -> None:
    from grader.learning.hunt import bug_files, bug_round

    console.print(_heading(looked.bug))
    if looked.evidence is not None:
        _row(console, bug_files.asked(exercise), looked.evidence)
    if looked.repair is not None:
        _row(console, "repair", looked.repair)
    if looked.details:
        console.print(Padding(Text(looked.details), (0, 0, 0, 4), expand=False))
    if looked.bug.done:
        name, sentence = bug_round.told(looked.bug)
        console.print(
            Padding(Text.assemble((name.replace("_", " ") + ". ", "bold green"), sentence), (0, 0, 0, 2), expand=False)
        )
    elif not looked.bug.found:
        place = _shown(bug_files.folder_of(submission, looked.bug.place))
        console.print(Text(f"  {_first_task(exercise)}: {place}/evidence.py", style="dim"), soft_wrap=True)
    console.print()


def _row(console: Console, name: str, verdict: "Verdict") -> None:
    from grader.report.terminal import sign

    mark = sign(verdict.status)[:1]
    console.print(Text.assemble("  ", mark, f" {name}  ", " ".join(verdict.sentences)), soft_wrap=True)


def _summary(console: Console, state: "HuntState", submission: Path, exam: BugExam | None) -> None:
    from grader.learning.hunt.bug_files import FOLDER
    from grader.learning.hunt.bug_round import points_of

    done = sum(bug.done for bug in state.round)
    total = len(state.round)
    said = f"{done} of {total} found and repaired."
    if not state.is_open:
        said += f" Another round: {command(submission)}"
    console.print(Text(said, style="bold"), soft_wrap=True)
    if state.exam:
        points = points_of(state, exam)
        makes = f"You have {points['earned']} of {counted(points['possible'], 'point')} here. " if points else ""
        console.print(
            Text(f"{makes}Hand in the folder {FOLDER}/: your instructor judges it again, and only that counts.")
        )


def _told_of_open(state: "HuntState", submission: Path) -> list[str]:
    """What is said of an open round once another has begun.

    It names what was not found, for that will not come again; the bugs of an exam can be gone back to, and stay.
    """
    from grader.learning.hunt import bug_round

    if not state.is_open:
        return []
    if state.exam:
        return [f"The exam is unchanged. Go back to it: {command(submission, '--exam')}\n"]
    told = [(bug, *bug_round.told(bug)) for bug in state.round if not bug.done]
    return [*(f"Bug {bug.number} was: {name.replace('_', ' ')}. {sentence}" for bug, name, sentence in told), ""]


def _write(state: "HuntState", exam: BugExam | None, json_file: Path | None, html_folder: Path | None) -> None:
    from grader.learning.hunt.bug_round import result

    try:
        if json_file is not None:
            write_whole(json_file, in_json(result(state, exam)))
        if html_folder is not None:
            from grader.learning.pages import write_bugs

            say(f"The result as a page: {write_bugs(result(state, exam), html_folder)}")
    except OSError as error:
        stop(f"{error.filename} was not written: {error.strerror}. Name another place.", OUR_FAULT)


def _heading(bug: "OpenBug") -> Text:
    from grader.learning.hunt.bug_catalogue import LEVELS

    return Text.assemble((f"Bug {bug.number}: {bug.exercise}", "bold"), f", level {bug.level} ({LEVELS[bug.level]})")


def _first_task(exercise: Exercise) -> str:
    from grader.learning.hunt.bug_files import asked

    return "Name the wrong line" if asked(exercise) == "line" else "Give an input for which it returns a wrong answer"


def _shown(folder: Path) -> str:
    return str(folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder)
