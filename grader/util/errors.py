"""Errors that keep checks from running to their end; no submission can cause them."""


class CheckFailure(Exception):
    """Pytest itself did not get through the checks."""


class NotStarted(CheckFailure):
    """No worker can be started here: nothing of a submission has run, so nothing is its fault."""


class Interrupted(CheckFailure):
    """Nobody waits for the checks any more: it was Ctrl-C, or they were abandoned."""


class Unjudged(CheckFailure):
    """The machine did not let something run, whatever the submission does: a sentence with the next thing to do."""
