"""Errors that end a command or keep checks from running to their end, and what is said of the system's."""

from grader.util.exit_status import WRONG_USAGE


class Stopped(Exception):
    """A command cannot go on: a sentence that ends with the next thing to do, and the exit status."""

    status = WRONG_USAGE

    def __init__(self, sentence: str, status: int | None = None) -> None:
        super().__init__(sentence)
        if status is not None:
            self.status = status


class CheckFailure(Exception):
    """Pytest itself did not get through the checks."""


class NotStarted(CheckFailure):
    """No worker can be started here: nothing of a submission has run, so nothing is its fault."""


class Interrupted(CheckFailure):
    """Nobody waits for the checks any more: it was Ctrl-C, or they were abandoned."""


class Unjudged(CheckFailure):
    """The machine did not let something run, whatever the submission does: a sentence with the next thing to do."""


def said_of(error: OSError) -> str:
    """What the system says, and of which file, without a full stop; some errors have only one of the two."""
    said = error.strerror or str(error)
    return f"{said}: {error.filename}" if error.filename else said
