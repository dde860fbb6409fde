"""What ends a command about a class: a sentence for the person who gave it, and the exit status."""

import contextlib
import signal
import time
from collections.abc import Iterator

from grader.util.digest import GRADER
from grader.util.errors import Stopped, said_of
from grader.util.exit_status import OUR_FAULT, SIGNAL


@contextlib.contextmanager
def explained(interrupted: str) -> Iterator[None]:
    """Turn what is known to go wrong into a sentence and an exit status; `interrupted` is what to say after Ctrl-C."""
    began = time.time()
    try:
        yield
    except Stopped:
        raise
    except KeyboardInterrupt:
        raise Stopped(interrupted, SIGNAL + signal.SIGINT) from None
    except SystemExit as end:  # of a signal
        raise Stopped(interrupted, end.code if isinstance(end.code, int) else OUR_FAULT) from None
    except Exception as error:
        if _kit_changed(began):
            raise Stopped(f"The files of the kit changed during the run. {interrupted}", OUR_FAULT) from error
        if isinstance(error, OSError):  # of temporary files, before anything is written
            raise Stopped(f"{said_of(error)}. Free some space there, then start again.", OUR_FAULT) from error
        raise


def _kit_changed(since: float) -> bool:
    """Whether the grader's files were replaced after this time: parts of two versions do not fit together."""
    files = (file for file in GRADER.rglob("*") if file.suffix in (".py", ".j2", ".css", ".toml", ".sql"))
    try:
        return any(file.stat().st_mtime > since for file in files)
    except FileNotFoundError:  # one goes away at this moment
        return True
