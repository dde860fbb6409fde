"""The command grade-bugs: judge what students hand in of the course's exam, and give the points."""

from pathlib import Path

import click
from rich.console import Console

from grader.cli.endings import writing
from grader.cli.options import COURSE, DATA, PATH
from grader.cli.refusals import refuse_files
from grader.course.current import current
from grader.util.files import write_whole


@click.command("grade-bugs")
@click.argument("hand_ins", type=PATH)
@click.option("--gradebook", type=PATH, help="Add the points to this gradebook of the class.")
@click.option(
    "--roster",
    metavar="CSV",
    type=PATH,
    help="List of expected students.  [default: the gradebook's]",
)
@click.option("--json", "json_file", type=PATH, help="Write the result as JSON.")
@COURSE
@DATA
@click.option("--workers", type=click.IntRange(1, 256), help="Students at a time.  [default: one per core]")
@click.option("--allow-no-sandbox", is_flag=True, help="Run their code even without a sandbox.")
def grade_bugs_command(
    hand_ins: Path,
    gradebook: Path | None,
    roster: Path | None,
    json_file: Path | None,
    data: str,
    workers: int | None,
    allow_no_sandbox: bool,
) -> int:
    """Judge the exam of planted bugs.

    HAND_INS contains a folder or a zip for each student, each with a folder bugs/. The bugs are planted again from the
    seed in course.toml, and each input and each repair is judged again in the sandbox. With --gradebook, the points
    become adjustments; run the command again to correct them.

    Exit status: 0 when every student is judged, 4 when something was refused or a student is not in the gradebook,
    2 for wrong usage, 3 when something could not be judged or stored.
    """
    from grader.classroom.class_terminal import ALSO_NOBODYS, show_list
    from grader.classroom.exam_results import as_json, show_exam, status_of
    from grader.classroom.exam_run import Wanted, grade_exam
    from grader.report.requested_files import in_json

    course = current()
    kept = {hand_ins: "what was handed in"} | ({gradebook: "the gradebook"} if gradebook else {})
    refuse_files([json_file] if json_file else [], kept)
    console = Console(highlight=False)
    wanted = Wanted(hand_ins, gradebook, roster, data, workers)
    results, notes = grade_exam(wanted, course, console, sandboxed=not allow_no_sandbox)
    if course.exam is not None:
        if json_file is not None:
            with writing(json_file):
                write_whole(json_file, in_json(as_json(results, course.exam)))
        show_exam(console, results, course.exam)
        show_list(console, "Left alone", notes, ALSO_NOBODYS)
    return status_of(results)
