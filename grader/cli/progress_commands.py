"""The command progress: the way so far, in the terminal and as pages."""

from pathlib import Path

import click
from rich.console import Console

from grader.cli.endings import stop
from grader.cli.options import COURSE, HTML, SUBMISSION, load_course
from grader.cli.output import say
from grader.cli.refusals import refuse_unwritable_folder
from grader.util.exit_status import LEFT_TO_DO, OUR_FAULT, PASSED


@click.command("progress")
@SUBMISSION
@HTML
@click.option("--name", default="", help="Your name on the certificate.")
@COURSE
def progress_command(submission: Path, html_folder: Path | None, name: str) -> int:
    """Show your progress, without running anything.

    You see modules, days, mistakes, accuracies, questions and bugs. With --html, a certificate is written next to the
    page once SUBMISSION has all required points.

    Exit status: 0 when it has, 4 when some points are missing, 2 for wrong usage.
    """
    from grader.grading.pipeline import passed_in
    from grader.learning.progress_terminal import show_progress
    from grader.learning.student_progress import progress_of

    if name and html_folder is None:
        raise click.UsageError("--name is for the certificate, which is a page. Add --html FOLDER.")
    course = load_course()
    refuse_unwritable_folder(html_folder)
    progress = progress_of(submission, course, passed_in(submission, course.exercises))
    written: list[str] = []
    if html_folder is not None:
        from grader.learning.pages import write_progress

        try:
            page, certificate = write_progress(progress, html_folder, name)
        except OSError as error:
            stop(f"{error.filename or html_folder} was not written: {error.strerror}. Name another folder.", OUR_FAULT)
        written = [f"Your progress as a page: {page}"]
        written += [f"Your certificate: {certificate}"] if certificate else _why_none(name)
    show_progress(Console(highlight=False), progress)
    for sentence in written:
        say(sentence)
    return PASSED if progress.is_complete else LEFT_TO_DO


def _why_none(name: str) -> list[str]:
    return ["There is no certificate yet: you get it with your last required point."] if name else []
