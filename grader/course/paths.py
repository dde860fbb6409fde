"""Where the kit is on this disk, and in it the students' stubs and the reference; how a command names a submission."""

from pathlib import Path

from grader.util.text import as_argument

KIT = Path(__file__).parents[2]
EXERCISES = KIT / "exercises"
USUAL = Path("exercises")  # the submission, where a command names none
SOLUTIONS = KIT / "solutions"  # is not there where the reference was not handed out


def words_of(submission: Path) -> tuple[str, ...]:
    """What a command has to name for this submission: its folder, or nothing where it is the usual one."""
    return () if submission == USUAL else (as_argument(submission),)
