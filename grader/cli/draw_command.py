"""The command draw: a page on which one draws a digit and sees what one's own models say."""

import importlib.util
from pathlib import Path

import click

from grader.cli.endings import stop
from grader.cli.options import COURSE, DATA, SUBMISSION, load_course
from grader.cli.output import say
from grader.grading.pipeline import drawings_of
from grader.util.exit_status import LEFT_TO_DO, OUR_FAULT


@click.command("draw")
@SUBMISSION
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, metavar="N", help="Port of the page; 0 is a free one."
)
@click.option("--no-open", is_flag=True, help="Only print the address; do not open a browser.")
@click.option("--keep", is_flag=True, help="Let the page keep labelled drawings in drawings.npz.")
@COURSE
@DATA
def draw_command(submission: Path, port: int, no_open: bool, keep: bool, data: str) -> None:
    """Draw digits on a page, and see what your models answer.

    The page uses the models of SUBMISSION from the last grading, or the reference's if there are none. Only this
    computer can open the page. Ctrl-C stops it.

    Exit status: 0 after Ctrl-C, 4 when no model has been trained yet, 2 for wrong usage, 3 for a fault of the kit.
    """
    if any(importlib.util.find_spec(name) is None for name in ("starlette", "uvicorn")):
        stop("The page needs Starlette and uvicorn. `nox -s draw` installs them.", OUR_FAULT)
    from grader.tools.draw import serving
    from grader.tools.draw.shown_models import NONE_YET, shown_models

    shown = shown_models(submission, load_course())
    if not shown.models:
        stop(NONE_YET, LEFT_TO_DO)
    drawings = drawings_of(submission) if keep else None
    listening = serving.listening(port)
    token, address = serving.new_address(listening)
    with listening, serving.site_of(shown, data, drawings) as site:
        say(shown.origin)
        if drawings is not None:
            say(f"Drawings are kept in {drawings}")
        say(f"Draw a digit: {address}\nPress Ctrl-C to stop the page.")
        if not no_open and not serving.open_browser(address):
            say("No browser with a window was found here. Open the address in a browser yourself.", err=True)
        try:
            serving.serve(site.application(token), listening)
        except KeyboardInterrupt:
            say("The page has ended.")
