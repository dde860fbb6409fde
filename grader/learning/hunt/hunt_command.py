"""The command that students type for a hunt, with the folder where that is not the usual one."""

from pathlib import Path

from grader.util.text import as_argument

COMMAND = "nox -s find-the-bug"
USUAL = Path("exercises")  # the submission, where none is named


def command(submission: Path, *options: str) -> str:
    """The command about this submission, with options."""
    words = [*([] if submission == USUAL else [as_argument(submission)]), *options]
    return f"{COMMAND} -- {' '.join(words)}" if words else COMMAND
