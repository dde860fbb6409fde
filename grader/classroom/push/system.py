"""The view that a push has of a course's system: people, what they have there, and a way to write it."""

import hashlib
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from grader.util.errors import Stopped
from grader.util.exit_status import OUR_FAULT, WRONG_USAGE

PATIENCE = 60.0  # seconds to wait for an answer
CLOSE = 0.005  # grades are kept to the hundredth


class PushError(Stopped):
    """The system answers in a way that was not expected: a sentence that ends with the next thing to do."""

    status = OUR_FAULT


@dataclass(frozen=True)
class Person:
    """A student as the system knows him or her.

    Attributes:
        id: by which the system counts its users.
        name: as it is shown.
        keys: id number, e-mail address and login, as far as they are there.
        remark: to be shown with a change, such as that only a draft is there; or nothing.
        kept: why the grade must stay as it is, or nothing.
    """

    id: int
    name: str
    keys: tuple[str, ...] = ()
    remark: str = ""
    kept: str = ""


@dataclass(frozen=True)
class Wanted:
    """What a student is to have.

    Attributes:
        grade: on the system's scale.
        comment: plain text.
        report: a page.
        late: whether points were taken off for lateness here.
    """

    grade: float
    comment: str
    report: str
    late: bool = False

    @property
    def file(self) -> str:
        """The report's name, which says which report it is: the same one is never sent twice."""
        return f"report-{hashlib.sha256(self.report.encode(errors='backslashreplace')).hexdigest()[:10]}.html"


@dataclass(frozen=True)
class Present:
    """What a student has in the system.

    Attributes:
        grade: None where there is none.
        comments, files: texts, and names of reports; None where the system does not show them.
    """

    grade: float | None = None
    comments: tuple[str, ...] | None = ()
    files: tuple[str, ...] | None = ()

    def differences(self, wanted: Wanted, system: "System") -> list[str]:
        """What has to be changed, in words; nothing where all is as wanted."""
        found = []
        if self.grade is None or abs(self.grade - wanted.grade) > CLOSE:
            found.append(f"grade {'none' if self.grade is None else f'{self.grade:g}'} -> {wanted.grade:g}")
        if system.takes_comments and self.comments is not None and one_line(wanted.comment) not in self.comments:
            found.append("comment")
        if system.takes_files and self.files is not None and wanted.file not in self.files:
            found.append("report")
        return found


class System(Protocol):
    """A course's system, opened at one assignment."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def title(self) -> str:
        """Of the assignment."""

    @property
    def maximum(self) -> float:
        """Of a grade."""

    @property
    def takes_comments(self) -> bool:
        """Whether the assignment takes comments."""

    @property
    def takes_files(self) -> bool:
        """Whether the assignment takes reports."""

    def people(self) -> Sequence[Person]:
        """Everybody who may have a grade.

        Raises, as do the others:
            PushError: it answers in another way than it should.
        """

    def present(self, person: Person) -> Present:
        """What somebody has now; asked again each time."""

    def write(self, person: Person, wanted: Wanted) -> None:
        """Write grade, comment and report."""


def one_line(text: str) -> str:
    """Text as it is compared: systems break and trim lines."""
    return " ".join(text.split())


def refuse_address(url: str) -> str:
    """The address of a system without what follows its folder; a token goes over an encrypted line only.

    Raises:
        PushError: it is no such address.
    """
    parts = urlsplit(url.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query:
        said = f"{url!r} is not the address of a system. Give one such as https://moodle.example.edu."
        raise PushError(said, WRONG_USAGE)
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        said = f"{url} is not encrypted, so others on the network could see your token. Give its https address."
        raise PushError(said, WRONG_USAGE)
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
