"""Pages of their own: the way so far, its certificate, the result of a round of bugs. All in them is escaped."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment

from grader.learning.hunt.bug_catalogue import LEVELS
from grader.learning.student_progress import Progress
from grader.report.html.environment import environment, style
from grader.report.html.report_files import PAGE, is_ours
from grader.util.files import write_whole

HERE = Path(__file__).parent
CERTIFICATE = "certificate.html"
LONGEST_NAME = 80  # characters on a certificate


def write_progress(progress: Progress, folder: Path, name: str = "") -> tuple[Path, Path | None]:
    """Write the page of the way so far, and the certificate once it is earned; an older one is removed.

    Args:
        progress: the facts.
        folder: where to; it need not be there.
        name: of the student, for the certificate.

    Raises:
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    certificate = write_certificate(progress, folder, name)
    page = folder / PAGE
    write_whole(page, _rendered("progress_page.html.j2", progress=progress, certificate=certificate is not None))
    return page, certificate


def write_certificate(progress: Progress, folder: Path, name: str = "") -> Path | None:
    """Write the certificate, one sheet when printed; None where it is not earned, and an older one is removed then.

    Raises:
        OSError: the folder cannot be written, or another file has the name.
    """
    file = folder / CERTIFICATE
    if file.exists() and not is_ours(file):
        raise FileExistsError(17, "it is there already, and not a certificate of this kit", str(file))
    if not progress.is_complete:
        file.unlink(missing_ok=True)
        return None
    today = datetime.now(UTC).astimezone().date().isoformat()
    write_whole(file, _rendered("certificate.html.j2", progress=progress, name=name[:LONGEST_NAME], today=today))
    return file


def add_certificate(progress: Progress, folder: Path) -> list[str]:
    """Write the certificate next to a report; a sentence where that cannot be done."""
    try:
        write_certificate(progress, folder)
    except OSError as error:
        return [f"{error.filename or folder / CERTIFICATE} was not written: {error.strerror}. The report is complete."]
    return []


def write_bugs(result: Mapping[str, Any], folder: Path) -> Path:
    """Write the page of a round of bugs.

    Args:
        result: of the round, as `bug_round.result` gives it.
        folder: where to; it need not be there.

    Raises:
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / PAGE, _rendered("bugs.html.j2", result=result, levels=LEVELS))
    return folder / PAGE


def _rendered(template: str, **values: Any) -> str:
    return _environment().get_template(template).render(**values)


@cache
def _environment() -> Environment:
    return environment(folder=HERE, learning_style=style(HERE / "learning.css"))
