"""The report of one submission as a page for the student, with the files of each trained model next to it."""

from pathlib import Path

from grader.course.syllabus import Syllabus
from grader.report.html.report_files import refuse_unwritable, write_files
from grader.report.report import Report

__all__ = ["refuse_unwritable", "write"]


def write(report: Report, syllabus: Syllabus, folder: Path, progress: object = None) -> Path:
    """Write the page and its files into a folder; returns the page's path.

    An older report's files are replaced or removed, whatever else is in the folder stays.

    Args:
        report: what was found out.
        syllabus: the course.
        folder: where to; it need not be there.
        progress: the student's way so far, or None.

    Raises:
        OSError: the folder cannot be written.
    """
    from grader.report.html.rendering import rendered

    write_files(report, rendered(report, syllabus, progress=progress), folder)
    return folder / "index.html"
