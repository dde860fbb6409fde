"""What ends a command about a class: a sentence for the person who gave it, and the exit status."""

import contextlib
import signal
from collections.abc import Iterator

from grader.util.errors import Stopped, said_of
from grader.util.exit_status import OUR_FAULT, SIGNAL


@contextlib.contextmanager
def explained(interrupted: str) -> Iterator[None]:
    """Turn what is known to go wrong into a sentence and an exit status; `interrupted` is what to say after Ctrl-C."""
    try:
        yield
    except KeyboardInterrupt:
        raise Stopped(interrupted, SIGNAL + signal.SIGINT) from None
    except SystemExit as end:  # of a signal
        raise Stopped(interrupted, end.code if isinstance(end.code, int) else OUR_FAULT) from None
    except OSError as error:  # of temporary files, before anything is written
        raise Stopped(f"{said_of(error)}. Free some space there, then start again.", OUR_FAULT) from error
