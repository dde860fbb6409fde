"""What this machine knows of a student's hunts: the open round, and every bug that was met, so that none comes twice.

What would give an open bug away (its name, the right module) is packed: nobody reads it by accident.
"""

import base64
import json
import zlib
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from grader.util import cache

SCHEMA = "digit-kata/hunt/v1"


@dataclass
class OpenBug:
    """A bug that was planted.

    Attributes:
        number: of the bug.
        exercise: id of the one with the mistake.
        level: 1 to 3.
        base: whose module it is in: yours, or reference.
        sealed: the secret, packed.
        found: whether the input, or the line, was given.
        repaired: whether the module passes.
        tries: inputs that were looked at.
        folder: name of its folder; by its number, where nothing is said.
        shown: digest of the evidence with which it was found.
        mended: digest of the module with which it was repaired.
    """

    number: int
    exercise: str
    level: int
    base: str
    sealed: str
    found: bool = False
    repaired: bool = False
    tries: int = 0
    folder: str = ""
    shown: str = ""
    mended: str = ""

    @property
    def secret(self) -> "Secret":
        return Secret(**json.loads(zlib.decompress(base64.b85decode(self.sealed))))

    @property
    def place(self) -> str:
        """The name of its folder."""
        return self.folder or f"bug_{self.number}"

    @property
    def done(self) -> bool:
        return self.found and self.repaired


@dataclass(frozen=True)
class Secret:
    """What was planted.

    Attributes:
        key: of the bug.
        planted, right: the modules with and without it.
        line: of the mistake, in a training.
    """

    key: str
    planted: dict[str, str]
    right: dict[str, str]
    line: int

    def sealed(self) -> str:
        return base64.b85encode(zlib.compress(json.dumps(asdict(self)).encode())).decode()


@dataclass
class HuntState:
    """The hunts of one student on this machine.

    Attributes:
        met: keys of the bugs that were planted so far.
        last: the highest number that a bug of a round had; those of an exam count from 1.
        seed: of the round, where it was given.
        round: its bugs.
        exam: whether it is the course's exam.
    """

    met: list[str] = field(default_factory=list)
    last: int = 0
    seed: int | None = None
    round: list[OpenBug] = field(default_factory=list)
    exam: bool = False

    @property
    def is_open(self) -> bool:
        return any(not bug.done for bug in self.round)


def file_of(submission: Path) -> Path:
    """Where the hunts of the student with this folder are kept."""
    return cache.folder() / "hunts" / f"{cache.name_of(submission)}.json"


def load(submission: Path) -> tuple[HuntState, str]:
    """The state, and a sentence where its file is damaged: that is put aside, and all begins anew."""
    file = file_of(submission)
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return HuntState(), ""
    except (OSError, UnicodeDecodeError):
        return HuntState(), _put_aside(file)
    try:
        return _read(json.loads(text)), ""
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError, zlib.error):
        return HuntState(), _put_aside(file)


def save(state: HuntState, submission: Path) -> None:
    """Keep the state, as far as the cache can be written."""
    cache.write_plain(file_of(submission), {"schema": SCHEMA, **asdict(state)})


def _read(kept: dict[str, Any]) -> HuntState:
    if kept.pop("schema") != SCHEMA:
        raise ValueError("another schema")
    state = HuntState(**kept)
    state.round = [OpenBug(**bug) for bug in kept["round"]]
    for bug in state.round:
        _ = bug.secret  # can be read
    if not all(isinstance(key, str) for key in state.met) or not isinstance(state.last, int):
        raise TypeError("not a state")
    return state


def _put_aside(file: Path) -> str:
    aside = file.with_suffix(".damaged")
    try:
        file.replace(aside)
    except OSError:
        return f"{file} cannot be read. Delete it to start a new round."
    return f"The record of your bugs cannot be read. It is now in {aside}; your files in bugs/ have not changed."
