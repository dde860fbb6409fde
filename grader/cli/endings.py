"""End a command with a sentence and an exit status."""

import contextlib
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from grader.cli.output import say
from grader.util.errors import Interrupted, NotStarted, Stopped
from grader.util.exit_status import OUR_FAULT, SIGNAL

STOPPED = "Interrupted. Run the same command to start over."


@contextlib.contextmanager
def explained() -> Iterator[None]:
    """Turn what is known to go wrong into a sentence and an exit status."""
    try:
        yield
    except Stopped as stopped:
        stop(str(stopped), stopped.status)
    except NotStarted as error:
        stop(f"{error} Try again; `python -m grader isolation` shows more.", OUR_FAULT)
    except (KeyboardInterrupt, Interrupted):
        stop(STOPPED, SIGNAL + signal.SIGINT)


@contextlib.contextmanager
def writing(place: Path, remedy: str = "Name another file.") -> Iterator[None]:
    """End with a sentence where what is written here cannot be."""
    try:
        yield
    except OSError as error:
        stop(f"{place} was not written: {error.strerror}. {remedy}", OUR_FAULT)


def stop(sentence: str, status: int) -> NoReturn:
    """End with this exit status, after a sentence that says why."""
    say(sentence, err=True)
    sys.exit(status)
