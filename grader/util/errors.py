"""Errors that keep checks from running to their end, and what is said of the system's; no submission causes them."""


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
