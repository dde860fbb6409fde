"""Naming: what the file names in downloads from Moodle, Canvas and Blackboard say about who handed in."""

import datetime
import itertools
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

# The first place where a pattern fits counts: what comes after it is named by the student.
# Moodle's assignment, as files or folders: name_number_assignsubmission_plugin_file; names have no underscores there.
_MOODLE = re.compile(
    r"(?P<name>[^_]*)_(?P<number>\d{1,18})_assignsubmission_(?P<plugin>[a-z]+)(?:_(?P<file>.*))?", re.DOTALL
)
# Canvas' ContentZipper: sortable name without signs, LATE, number of the user, number of the file, file.
# A name may begin with a digit, and has marks in it, which are not letters to Python, where it is in Hindi or Thai.
_CANVAS_NAME = r"(?P<name>(?!\d+_)[^\s_./\\()-][^\s./\\()-]*?)"
_CANVAS = re.compile(
    rf"{_CANVAS_NAME}_(?P<late>LATE_)?(?P<number>\d{{1,18}})_(?P<attachment>\d{{2,18}})_(?P<file>.+)", re.DOTALL
)
# What was typed, or the address that was handed in.
_CANVAS_TYPED = re.compile(
    rf"{_CANVAS_NAME}_(?P<late>LATE_)?(?P<number>\d{{1,18}})_(?P<plugin>text|link)\.html", re.DOTALL
)
_CANVAS_ANONYMOUS = re.compile(
    r"(?P<late>LATE_)?anon_(?P<number>[A-Za-z0-9]{1,18})_(?P<attachment>\d{1,18})_(?P<file>.+)", re.DOTALL
)
# Blackboard's grade centre: assignment_login_attempt_time, then _file or, for what was typed, .txt.
_BLACKBOARD = re.compile(
    r"(?P<head>.+?)_attempt_(?P<time>\d{4}(?:-\d\d){5})(?:_(?P<file>.+)|(?P<typed>\.txt))?", re.DOTALL
)
_COUNTER = re.compile(r"-(?P<count>\d{1,3})(?=\.\w+$)")  # Canvas': the same file again
_LONGEST = 500  # characters; no disk has longer names, an archive may
_MOST_WORDS = 20  # of an assignment's name and a login


@dataclass(frozen=True)
class Identity:
    """The person who handed in, as far as a name says.

    Attributes:
        label: the name of the folder or file, an ending .zip taken off.
        system: moodle, canvas, blackboard, or nothing.
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
    if found := _MOODLE.fullmatch(given):
        return Identity(
            label=label,
            system="moodle",
            number=found["number"],
            name=found["name"].strip(),
            file=found["file"] or "",
            plugin=found["plugin"],
        )
    if found := _CANVAS_ANONYMOUS.fullmatch(given) or _CANVAS.fullmatch(given):
        count = _COUNTER.search(found["file"])
        return Identity(
            label=label,
            system="canvas",
            number=found["number"],
            name=found.groupdict().get("name") or "",
            file=_COUNTER.sub("", found["file"]),
            version=int(count["count"]) if count else 0,
            late=bool(found["late"]),
        )
    if found := _CANVAS_TYPED.fullmatch(given):
        return Identity(
            label=label,
            system="canvas",
            number=found["number"],
            name=found["name"],
            plugin=found["plugin"],
            late=bool(found["late"]),
        )
    if found := _BLACKBOARD.fullmatch(given):
        head = tuple(found["head"].split("_", maxsplit=_MOST_WORDS))
        return Identity(
            label=label,
            system="blackboard",
            login=head[-1],
            head=head,
            file=found["file"] or "",
            when=_seconds(found["time"]),
        )
    return Identity(label)


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


def _seconds(time: str) -> float:
    try:
        return datetime.datetime.strptime(time, "%Y-%m-%d-%H-%M-%S").timestamp()
    except (ValueError, OverflowError, OSError):
        return 0.0
