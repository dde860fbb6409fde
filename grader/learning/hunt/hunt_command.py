"""The command that students type for a hunt, with the folder where that is not the usual one."""

from pathlib import Path

from grader.course.paths import words_of

COMMAND = "nox -s find-the-bug"


def command(submission: Path, *options: str) -> str:
    """The command about this submission, with options."""
    words = (*words_of(submission), *options)
    return f"{COMMAND} -- {' '.join(words)}" if words else COMMAND
