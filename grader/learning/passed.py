"""What passes of a submission as it stands, from what earlier gradings have found out; nothing is run."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from grader.course.syllabus import Exercise
from grader.grading.pipeline import passed_of
from grader.sandbox.runner import Runner
from grader.sandbox.submission import read


def passed_in(folder: Path, exercises: Sequence[Exercise]) -> set[str]:
    """Ids of the exercises that a grading has seen pass, with the modules as they stand in the folder.

    Raises:
        SubmissionError: there is nothing in it.
    """
    with closing(Runner(read(folder))) as runner:
        return passed_of(runner, exercises)
