"""Commands about the course that is handed out: course, handout."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.endings import stop, writing
from grader.cli.options import COURSE, PATH
from grader.cli.output import say
from grader.cli.refusals import refuse_without_solutions
from grader.course.current import current
from grader.util.exit_status import LEFT_TO_DO, OUR_FAULT

if TYPE_CHECKING:
    from grader.course.current import Course


@click.command("course")
@COURSE
def course_command() -> None:
    """Show the course that course.toml defines.

    For each gate that it moves, this shows how many seeds of the calibration pass.
    """
    for line in _about(current()):
        say(line)


@click.command("handout")
@click.argument("out", metavar="OUT", type=PATH)
@click.option("--update", is_flag=True, help="Leave out exercises/ and notebooks/, so that students keep their work.")
@COURSE
def handout_command(out: Path, update: bool) -> None:
    """Make the students' kit.

    OUT is a new folder or a .zip; an earlier handout there is replaced. The kit has the stubs, the grader and a README,
    but no solutions. With --update it is for students who already have a kit: they copy it over theirs.
    """
    from grader.tools.handout.handout_files import update_of, write
    from grader.tools.handout.student_kit import contents

    course = current()
    refuse_without_solutions("the stubs are made of them")
    _refuse_obstacles(course)
    about = list(_about(course))  # before anything is written: an exam may ask for too much
    try:
        files = contents(course)
    except (OSError, ValueError, SyntaxError) as error:
        stop(f"A part of the kit cannot be used: {error}. Restore it with git.", OUR_FAULT)
    if update:
        files = update_of(files)
    with writing(out, "Name another place."):
        write(out, files, update=update)
    for line in about:
        say(line)
    if update:
        say(
            f"{out}: {len(files)} files, without exercises/ and notebooks/. Tell students to delete grader/ in their "
            "kit, then to copy these files over it."
        )
    else:
        say(f"{out}: {len(files)} files, without solutions. Try it as a student would: nox -s grade, in there.")


def _refuse_obstacles(course: "Course") -> None:
    """Stop where nobody could pass an exercise of the instructor's own; the kit's are checked before a release."""
    if course.own is None:
        return
    from rich.console import Console

    from grader.tools.selfcheck import run as authoring
    from grader.tools.selfcheck.kit import Kit

    with Console(stderr=True).status("checking your own exercises") as status:
        found = list(authoring.obstacles(Kit(own=course.own), status.update))
    for problem in found:
        say(str(problem))
    if found:
        stop("Nothing was written. Fix this first; `nox -s check` checks again, and checks more.", LEFT_TO_DO)


def _about(course: "Course") -> Iterator[str]:
    from grader.course.summary import about_exam, about_help, about_lateness, about_points
    from grader.tools.calibration.moved_gates import about_moved_gates
    from grader.tools.calibration.record import RecordError
    from grader.util.text import counted

    what = f"{course.file.path}, version {course.version}" if course.file else "as the kit has it"
    yield f"{course.syllabus.title} ({what})"
    yield f"{about_points(course)}. Images: {course.data}."
    yield about_help(course)
    if not course.syllabus.shows_points:
        yield "Students see no points."
    yield from about_lateness(course.lateness)
    if course.lateness.extensions:
        yield f"{counted(len(course.lateness.extensions), 'extension')}, which students do not get."
    if course.exam is not None:
        from grader.learning.hunt.exam import bugs_of

        yield about_exam(course.exam)
        found = bugs_of(course.exam, course.syllabus)
        yield f"Its bugs are in {', '.join(dict.fromkeys(bug.exercise for bug in found))}."
    if course.own is not None:
        own = ", ".join(exercise.id for exercise in course.own.syllabus.exercises)
        yield f"Own exercises from {course.own.folder}: {own}."
    try:
        yield from about_moved_gates(course.syllabus)
    except RecordError as error:
        yield str(error)
