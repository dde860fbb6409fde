"""Naming: what the file names in downloads from Moodle, Canvas, Blackboard and Brightspace say about who handed in."""

import datetime
import itertools
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

_CANVAS_NAME = r"(?P<name>(?!\d+_)[^\s_./\\()-][^\s./\\()-]*?)"
# The first place where a pattern fits counts: what comes after it is named by the student.
_PATTERNS = (
    # Moodle's assignment, as files or folders: name_number_assignsubmission_plugin_file; names have no _ there.
    ("moodle", r"(?P<name>[^_]*)_(?P<number>\d{1,18})_assignsubmission_(?P<plugin>[a-z]+)(?:_(?P<file>.*))?"),
    # Canvas' ContentZipper: sortable name without signs, LATE, number of the user, number of the file, file. A name may
    # begin with a digit, and has marks in it, which are not letters to Python, where it is in Hindi or Thai.
    ("canvas", r"(?P<late>LATE_)?anon_(?P<number>[A-Za-z0-9]{1,18})_(?P<attachment>\d{1,18})_(?P<file>.+)"),
    ("canvas", rf"{_CANVAS_NAME}_(?P<late>LATE_)?(?P<number>\d{{1,18}})_(?P<attachment>\d{{2,18}})_(?P<file>.+)"),
    # What was typed, or the address that was handed in.
    ("canvas", rf"{_CANVAS_NAME}_(?P<late>LATE_)?(?P<number>\d{{1,18}})_(?P<plugin>text|link)\.html"),
    # Brightspace: number of the user, number of the folder, name, time in English, and the file if it is none's folder.
    (
        "brightspace",
        r"(?P<number>\d{1,18})-\d{1,18} - (?P<name>.+?) ?- (?P<time>[A-Z][a-z]{2} \d{1,2}, \d{4} \d{3,4} [AP]M)"
        r"(?: - (?P<file>.+))?",
    ),
    # Blackboard's grade centre: assignment_login_attempt_time, then _file or, for what was typed, .txt.
    ("blackboard", r"(?P<head>.+?)_attempt_(?P<time>\d{4}(?:-\d\d){5})(?:_(?P<file>.+)|(?P<typed>\.txt))?"),
)
_TIMES = {"blackboard": "%Y-%m-%d-%H-%M-%S", "brightspace": "%b %d, %Y %I%M %p"}
_COUNTER = re.compile(r"-(?P<count>\d{1,3})(?=\.\w+$)")  # Canvas': the same file again
_LONGEST = 500  # characters; no disk has longer names, an archive may
_MOST_WORDS = 20  # of an assignment's name and a login


@dataclass(frozen=True)
class Identity:
    """The person who handed in, as far as a name says.

    Attributes:
        label: the name of the folder or file, an ending .zip taken off.
        system: moodle, canvas, blackboard, brightspace, or nothing.
        number: what the system counts its users by, or nothing.
        login: or nothing.
        head: the words of Blackboard's assignment and login, which only a comparison tells apart.
        name: of the person, as the system writes it, or nothing.
        file: as the student named it, or nothing.
        version: of several files of that name, the highest is the newest.
        plugin: Moodle's word for how it was handed in, or nothing.
        late: whether the name says so.
        when: seconds since 1970, or 0.
    """

    label: str
    system: str = ""
    number: str = ""
    login: str = ""
    head: tuple[str, ...] = ()
    name: str = ""
    file: str = ""
    version: int = 0
    plugin: str = ""
    late: bool = False
    when: float = 0.0

    @property
    def id(self) -> str:
        """The id of a student who is not on a roster."""
        return self.number or self.login or self.label

    @property
    def logins(self) -> tuple[str, ...]:
        """The possible logins, the longest first."""
        return tuple("_".join(self.head[first:]) for first in range(len(self.head)))

    @property
    def hand_in(self) -> tuple[str, str, str, float]:
        """The same for all files of one hand-in."""
        return self.system, self.name, "_".join(self.head) or self.id, self.when


def read(given: str) -> Identity:
    """Read the name of a folder, an archive or a file.

    >>> read("Ada Lovelace_1234567_assignsubmission_file_").number
    '1234567'
    >>> read("lovelaceada_LATE_12_345_metrics-1.py").file
    'metrics.py'
    """
    label = given[:-4] if given.lower().endswith(".zip") and len(given) > len(".zip") else given
    if len(given) > _LONGEST:
        return Identity(label)
    fitting = ((system, found) for system, each in _PATTERNS if (found := re.fullmatch(each, given, re.DOTALL)))
    system, found = next(fitting, ("", None))
    if found is None:
        return Identity(label)
    said = defaultdict(str, found.groupdict(default=""))
    head = tuple(said["head"].split("_", maxsplit=_MOST_WORDS)) if said["head"] else ()
    count = _COUNTER.search(said["file"]) if system == "canvas" else None
    return Identity(
        label=label,
        system=system,
        number=said["number"],
        login=head[-1] if head else "",
        head=head,
        name=said["name"].strip(),
        file=_COUNTER.sub("", said["file"]) if count else said["file"],
        version=int(count["count"]) if count else 0,
        plugin=said["plugin"],
        late=bool(said["late"]),
        when=_seconds(said["time"], _TIMES[system]) if system in _TIMES else 0.0,
    )


def settled(identities: Iterable[Identity]) -> dict[Identity, Identity]:
    """Facts from all names of one download together: two persons never become one.

    A number next to several names does not belong to a person; Blackboard's login is what follows the words that all
    have in common.
    """
    identities = set(identities)
    names_by_number: dict[tuple[str, str], set[str]] = defaultdict(set)
    for each in identities:
        if each.number:
            names_by_number[each.system, each.number].add(each.name)
    heads = {each.head for each in identities if each.head}
    # The columns that all heads have; each keeps its last word.
    columns = zip(*(head[:-1] for head in heads), strict=False) if len(heads) > 1 else ()
    common = sum(1 for _ in itertools.takewhile(lambda words: len(set(words)) == 1, columns))
    result: dict[Identity, Identity] = {}
    for each in identities:
        if each.number and len(names_by_number[each.system, each.number]) > 1:
            result[each] = Identity(each.label, file=each.file, version=each.version)
        elif each.head and len(heads) > 1:
            result[each] = replace(each, login="_".join(each.head[common:]))
        else:
            result[each] = each
    return result


def _seconds(time: str, form: str) -> float:
    written = re.sub(r" (\d{3}) ", r" 0\1 ", time)  # else 112 PM, which is 1:12, would be 11:02
    try:
        return datetime.datetime.strptime(written, form).timestamp()
    except (ValueError, OverflowError, OSError):
        return 0.0
