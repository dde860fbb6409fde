"""The files requested from a grading, each written as a whole or not at all."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grader.course.paths import USUAL
from grader.util.files import write_whole

if TYPE_CHECKING:
    from grader.course.syllabus import Syllabus
    from grader.report.classroom50 import Run
    from grader.report.github import GithubStep
    from grader.report.report import Report


@dataclass(frozen=True)
class RequestedFiles:
    """Where the report goes, and as what; None: it was not asked for.

    Attributes:
        json, junit, gradescope, classroom50: files.
        html: a folder.
        run: whose result Classroom 50 gets.
        codequality: file, for GitLab.
        github: the step whose summary and output are written.
        folder: of the submission.
        progress: the student's way so far, for the page; None where that is not the student's machine.
    """

    json: Path | None = None
    junit: Path | None = None
    html: Path | None = None
    gradescope: Path | None = None
    classroom50: Path | None = None
    run: "Run | None" = None
    codequality: Path | None = None
    github: "GithubStep | None" = None
    folder: Path = USUAL
    progress: object = None

    @property
    def release_body(self) -> Path:
        """Where Classroom 50's runner looks for the feedback: next to its result."""
        from grader.report.release_body import NAME

        return (self.classroom50 or Path()).with_name(NAME)

    def write(self, report: "Report", course: "Syllabus") -> tuple[list[str], list[str]]:
        """Write them; return notes, and a sentence for each that could not be written."""
        said: list[str] = []
        faults: list[str] = []
        for place, write in self._asked(report, course, said):
            try:
                write()
            except OSError as error:
                faults.append(f"{place} was not written: {error.strerror}. The report above is complete.")
        return said, faults

    def _asked(self, report: "Report", course: "Syllabus", said: list[str]) -> list[tuple[Path, Callable[[], None]]]:
        asked: list[tuple[Path, Callable[[], None]]] = []
        if self.json is not None:
            from grader.report.report import to_json

            asked.append((self.json, _writer(self.json, in_json(to_json(report)))))
        if self.junit is not None:
            from grader.report.junit import to_junit

            asked.append((self.junit, _writer(self.junit, to_junit(report))))
        if self.gradescope is not None:
            from grader.report.gradescope import to_results

            asked.append((self.gradescope, _writer(self.gradescope, in_json(to_results(report)))))
        if self.classroom50 is not None and self.run is not None:
            from grader.report.classroom50 import to_result

            asked.append((self.classroom50, _writer(self.classroom50, in_json(to_result(report, self.run)))))
            from grader.report.release_body import to_release_body

            asked.append((self.release_body, _writer(self.release_body, to_release_body(report))))
        if self.codequality is not None:
            from grader.report.codequality import to_codequality

            found = to_codequality(report, self.folder, Path.cwd())
            asked.append((self.codequality, _writer(self.codequality, in_json(found))))
        if (step := self.github) is not None:
            asked.append((step.summary, lambda: step.write_summary(report, self.folder)))
            asked.append((step.output, lambda: step.write_score(report)))
        if (folder := self.html) is not None:
            from grader.report import html as html_module

            def write_page() -> None:
                page = html_module.write(report, course, folder, self.progress)
                said.append(f"The report as a page: {page}")

            asked.append((folder, write_page))
        return asked


def in_json(content: object) -> str:
    """The content as the text of a JSON file."""
    return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _writer(file: Path, text: str) -> Callable[[], None]:
    return lambda: write_whole(file, text)
