"""What fails, each in one line with its place in the student's file: for editors, GitHub and GitLab."""

from dataclasses import dataclass
from pathlib import Path

from grader.report.report import Outcome, Report
from grader.report.sentences import plain
from grader.report.source_place import SourcePlace, place_of
from grader.util.text import clean, cut

LONGEST_MESSAGE = 400  # characters
SEVERITIES = {"failed": "error", "blocked": "warning"}  # what is blocked may be right once something else is


@dataclass(frozen=True)
class Failure:
    """An exercise that fails.

    Attributes:
        outcome: of it.
        place: where to look.
        severity: error, or warning where it is blocked.
        claim: of the first of its checks that fails, or that it cannot be run.
        feedback: on that check, in lines.
        check: its id.
    """

    outcome: Outcome
    place: SourcePlace
    severity: str
    claim: str
    feedback: str
    check: str

    def path(self, root: Path) -> str:
        """The file as seen from a folder above it, with slashes on every system; as it is where that is not above."""
        file = self.place.file.resolve()
        return file.relative_to(root.resolve()).as_posix() if file.is_relative_to(root.resolve()) else file.as_posix()

    @property
    def message(self) -> str:
        """What fails, in one line."""
        text = f"{self.outcome.exercise.id}: {self.claim} {clean(self.feedback)}"
        return cut(" ".join(text.split()), LONGEST_MESSAGE)

    @property
    def line(self) -> str:
        """What fails, behind its place, as compilers and linters write it."""
        return f"{self.place}: {self.severity}: {self.message}"


def failures(report: Report, folder: Path) -> list[Failure]:
    """All exercises that fail, in the order of the course; a fault of a module comes once.

    What nobody could judge is not among them.
    """
    found = []
    for outcome in report.outcomes:
        check = outcome.first_wrong
        if outcome.status in SEVERITIES and check is not None and not report.met_before(outcome):
            place = place_of(outcome, folder) or SourcePlace(folder / f"{outcome.exercise.module}.py", 1)
            said = plain(check.feedback)
            found.append(Failure(outcome, place, SEVERITIES[outcome.status], check.claim, said, check.id))
    return found
