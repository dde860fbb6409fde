"""What ends a command about a class: a sentence for the person who gave it, and the exit status."""

import contextlib
import signal
from collections.abc import Iterator

from grader.classroom.gradebook_file import GradebookError, GradebookFull
from grader.classroom.local_executor import PoolError
from grader.classroom.moments import DatesUnreadable
from grader.classroom.received import IntakeError
from grader.classroom.roster import RosterError
from grader.course.lateness import LatenessError
from grader.util.errors import said_of
from grader.util.exit_status import OUR_FAULT, SIGNAL, WRONG_USAGE


class Stopped(Exception):
    """It cannot go on: a sentence and the exit status."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.status = status


@contextlib.contextmanager
def explained(interrupted: str) -> Iterator[None]:
    """Turn what is known to go wrong into a sentence and an exit status; `interrupted` is what to say after Ctrl-C."""
    try:
        yield
    except KeyboardInterrupt:
        raise Stopped(interrupted, SIGNAL + signal.SIGINT) from None
    except SystemExit as end:  # of a signal
        raise Stopped(interrupted, end.code if isinstance(end.code, int) else OUR_FAULT) from None
    except (GradebookFull, PoolError) as error:
        raise Stopped(str(error), OUR_FAULT) from error
    except (GradebookError, IntakeError, RosterError, LatenessError, DatesUnreadable) as error:
        raise Stopped(str(error), WRONG_USAGE) from error
    except OSError as error:  # of temporary files, before anything is written
        raise Stopped(f"{said_of(error)}. Free some space there, then start again.", OUR_FAULT) from error
