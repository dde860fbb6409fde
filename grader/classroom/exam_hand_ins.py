"""The folders of an exam among what students hand in: found as the class intake finds submissions, and copied once."""

import tempfile
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.classroom.file_listing import HandInRefused, ListedFile, natural, without_bywork
from grader.classroom.hand_ins import HandIn, in_utf8
from grader.classroom.intake import hand_ins_by_student, newest_of
from grader.classroom.module_choice import ASK, BUGS
from grader.classroom.module_copies import Module, chosen_modules, content_of, opened, write_modules
from grader.classroom.records import Student
from grader.classroom.roster import Roster
from grader.learning.hunt.exam_judging import HandedBug
from grader.learning.hunt.hunt_judging import EVIDENCE, Sources
from grader.sandbox import temporary
from grader.sandbox.submission import SubmissionError, read
from grader.util.digest import digest_of_texts

ASK_FOR_EXAM = f"Ask for the folder {BUGS}/"
MODULES = "modules"  # the folder of a student's own ones, among the copies


@dataclass(frozen=True)
class ExamHandIn:
    """What a student has handed in of an exam.

    Attributes:
        student: who.
        name: of the folder or archive that counts.
        bugs: the files of each bug, by the name of its folder.
        own: the student's modules, where there are some.
        refused: why nothing could be taken, a sentence, or nothing.
        others: names of what does not count.
        notes: on what was taken and what was ignored, a sentence each.
    """

    student: Student
    name: str
    bugs: Mapping[str, HandedBug] = field(default_factory=dict)
    own: Sources = field(default_factory=dict)
    refused: str = ""
    others: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 over the names and texts of all modules."""
        of_bugs = {f"{place}/{name}": text for place, bug in self.bugs.items() for name, text in bug.sources.items()}
        return digest_of_texts({**self.own, **of_bugs})


def take_exam(
    source: Path, roster: Roster | None, wanted: Mapping[str, str], modules: Collection[str]
) -> tuple[list[ExamHandIn], tuple[str, ...]]:
    """Read what each student has handed in of an exam, and notes on what is nobody's.

    Of several hand-ins of a student the newest counts that has a folder of the exam.

    Args:
        source: a folder with a folder, a zip or named files per student, or a zip of those.
        roster: whom to expect, or None to take the names as they are.
        wanted: the module that the folder of each bug has, by the folder's name.
        modules: names of the course's modules.

    Raises:
        IntakeError: `source` is not a class.
    """
    names = frozenset(modules)
    with tempfile.TemporaryDirectory(prefix=temporary.prefix()) as place:
        into = Path(place)
        with hand_ins_by_student(source, into, roster, names) as (of_students, notes):
            found = [_taken(student, each, into, wanted, names) for student, each in of_students]
    order = {student.id: number for number, student in enumerate(roster.students)} if roster else {}
    found.sort(key=lambda each: (order.get(each.student.id, len(order)), natural(each.student.name), each.name))
    return found, notes


def _taken(
    student: Student, hand_ins: list[HandIn], into: Path, wanted: Mapping[str, str], names: frozenset[str]
) -> ExamHandIn:
    """The newest hand-in that has a folder of the exam; where none has, the newest of all."""
    newest, older, notes = newest_of(hand_ins)
    refused: dict[str, str] = {}
    empty: list[HandIn] = []
    for each in (newest, *older):
        try:
            folders, modules = _copied(each, wanted, names)
        except HandInRefused as error:
            refused[each.name] = in_utf8(str(error).replace(ASK, ASK_FOR_EXAM))
            continue
        if not folders:
            empty.append(each)
            continue
        others = tuple(in_utf8(other.name) for other in hand_ins if other is not each)
        said = tuple(map(in_utf8, (*(notes if each is newest else ()), *each.notes)))
        place = into / student.slug
        place.mkdir()
        bugs = {name: _handed(files, place / name) for name, files in folders.items()}
        own = dict(_handed(modules, place / MODULES).sources)
        return ExamHandIn(student, in_utf8(each.name), bugs, own, others=others, notes=said)
    if empty:
        return ExamHandIn(student, in_utf8(empty[0].name), notes=tuple(map(in_utf8, empty[0].notes)))
    return ExamHandIn(student, in_utf8(newest.name), refused=refused[newest.name])


def _copied(
    hand_in: HandIn, wanted: Mapping[str, str], names: frozenset[str]
) -> tuple[dict[str, list[Module]], list[Module]]:
    """The files of the exam by the name of their folder, and the student's own modules.

    Raises:
        HandInRefused: it cannot be taken, or a folder is there several times.
    """
    with opened(hand_in) as entries:
        work = without_bywork(entries)
        folders = _folders(work, wanted)
        taken = {
            place: [content_of(entry) for entry in each if entry.name in (f"{EVIDENCE}.py", f"{wanted[place]}.py")]
            for place, each in folders.items()
        }
        rest = [entry for entry in work if not {BUGS, *wanted} & {part.casefold() for part in entry.parts[:-1]}]
        return taken, _own(rest, names)


def _folders(entries: Iterable[ListedFile], wanted: Mapping[str, str]) -> dict[str, list[ListedFile]]:
    """The files in each folder of the exam; of several of one name, the one in `bugs/` nearest to the top."""
    by_place: dict[tuple[str, ...], list[ListedFile]] = defaultdict(list)
    for entry in entries:
        if len(entry.parts) > 1 and entry.parts[-2].casefold() in wanted:
            by_place[entry.parts[:-1]].append(entry)
    found: dict[str, list[ListedFile]] = {}
    for name in wanted:
        ranked = sorted((_rank(place), place) for place in by_place if place[-1].casefold() == name)
        if len(ranked) > 1 and ranked[0][0] == ranked[1][0]:
            both = " and ".join("/".join(place) for _, place in ranked[:2])
            raise HandInRefused(f"{name} is there several times: {both}. Ask which one counts.")
        if ranked:
            found[name] = by_place[ranked[0][1]]
    return found


def _rank(place: tuple[str, ...]) -> tuple[bool, int]:
    return [part.casefold() for part in place[-2:-1]] != [BUGS], len(place)


def _own(entries: Sequence[ListedFile], names: frozenset[str]) -> list[Module]:
    try:
        return chosen_modules(entries, names)[0]
    except HandInRefused:  # an exam may be handed in without them
        return []


def _handed(modules: list[Module], folder: Path) -> HandedBug:
    """The texts of what was taken, read as the modules of a submission are."""
    write_modules(folder, modules)
    try:
        found = read(folder)
    except SubmissionError:  # there is no module in it
        return HandedBug({}, {})
    return HandedBug(found.sources, {name: fault.reason for name, fault in found.faults.items()})
