"""What keeps checks from running to their end; no submission can bring it about."""


class CheckFailure(Exception):
    """Pytest itself did not get through the checks."""


class Interrupted(CheckFailure):
    """Nobody waits for the checks any more: it was Ctrl-C, or they were abandoned."""


class Unjudged(CheckFailure):
    """The machine did not let something run, whatever the submission does: a sentence with the next thing to do."""
