"""The command line: `python -m grader`. What each command needs is imported when it runs, so that none waits for it."""

import contextlib
import signal
import sys
import traceback
from importlib import import_module
from importlib.util import find_spec
from typing import NoReturn

import click

from grader.cli import output, surroundings
from grader.cli.endings import STOPPED
from grader.cli.lazy_group import LazyGroup
from grader.cli.output import say
from grader.util.exit_status import OUR_FAULT, PASSED, SIGNAL, WRONG_USAGE
from grader.util.version import VERSION

_FOR_TEACHERS = "grader.cli.whole_kit"  # which the students' kit does not have
COMMANDS = {
    "grade": "grade_commands:grade_command",
    "next": "grade_commands:next_command",
    "list": "grade_commands:list_command",
    "watch": "grade_commands:watch_command",
    "hint": "learning_commands:hint_command",
    "solution": "learning_commands:solution_command",
    "reset": "learning_commands:reset_command",
    "debug": "debug_command:debug_command",
    "find-the-bug": "hunt_commands:hunt_command",
    "quiz": "quiz_commands:quiz_command",
    "progress": "progress_commands:progress_command",
    "draw": "draw_command:draw_command",
    "reproduce": "evidence_commands:reproduce_command",
    "isolation": "machine_commands:isolation_command",
    "data": "machine_commands:data_command",
    "notebook-server": "notebook_commands:notebook_server_command",
    **({} if find_spec(_FOR_TEACHERS) is None else import_module(_FOR_TEACHERS).COMMANDS),
}


def main() -> NoReturn:
    """Run the command line; whatever goes wrong on our side ends with exit status 3."""
    signal.signal(signal.SIGTERM, _end)
    output.settle()
    surroundings.settle()
    status = OUR_FAULT
    try:
        with surroundings.somewhere_to_keep() as sentence:
            if sentence:
                say(sentence, err=True)
            status = _status()
    except Exception:  # noqa: BLE001  the last line of defence: loud, and never mistaken for the student's fault
        traceback.print_exc()
        say("This is a fault of the grader, not of the submission. Please report it with the lines above.", err=True)
    with contextlib.suppress(ValueError):  # it was closed
        sys.stdout.flush()
    fault = output.lost()
    if fault is not None and fault.errno not in output.NOBODY_READS:
        say(f"Not everything could be printed: {fault.strerror}. The requested files are complete.", err=True)
        status = OUR_FAULT
    sys.exit(status)


def _status() -> int:
    """Run the command that was asked for; its exit status. Click's own way would make Ctrl-C a 1."""
    try:
        ended = command.main(prog_name="python -m grader", standalone_mode=False)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else OUR_FAULT
    except click.ClickException as error:
        error.show(file=sys.stderr)
        return WRONG_USAGE
    except (click.Abort, KeyboardInterrupt):
        say(STOPPED, err=True)
        return SIGNAL + signal.SIGINT
    return ended if isinstance(ended, int) else PASSED


def _end(number: int, _frame: object) -> NoReturn:
    """End as after an error, so that workers and their folders do not stay behind."""
    sys.exit(SIGNAL + number)


@click.group(
    cls=LazyGroup,
    late={name: f"grader.cli.{place}" for name, place in COMMANDS.items()},
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)
@click.version_option(VERSION, message="%(version)s")
def command() -> None:
    """Grade exercises on classifying handwritten digits."""
