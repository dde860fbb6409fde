"""Intake: a class's submissions, found in a folder or a zip, told apart by student and copied once."""

import contextlib
import datetime
import hashlib
import re
import shutil
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.classroom import lms_names
from grader.classroom.file_listing import (
    FileListing,
    HandInRefused,
    Item,
    ListedFile,
    folded,
    is_bywork,
    items_of,
    list_folder,
    natural,
    without_bywork,
)
from grader.classroom.hand_in_state import standing
from grader.classroom.lms_names import Identity
from grader.classroom.module_choice import (
    KITS_OWN,
    OTHER_ARCHIVE,
    OTHER_ARCHIVES,
    choose,
    is_handed_in,
    is_python,
    modules_in,
    shown,
    without_python,
)
from grader.classroom.records import Record, Student
from grader.classroom.roster import Roster
from grader.classroom.zip_archive import MOST_BYTES, OF_CLASS, Archive, refuse_unfit
from grader.course import module_names, syllabus
from grader.sandbox.submission import LARGEST_MODULE, MOST_MODULES

MOST_NOTES = 20
SAME_TIME = 4.0  # seconds: archives keep two, and packing programs round them up or down

_NAME_IT = "Name the folder or zip with your class's submissions."


class IntakeError(Exception):
    """There is no class to take in, or no place for it: a sentence that ends with the next thing to do."""


@dataclass(frozen=True)
class Received:
    """What a student has handed in.

    Attributes:
        student: who; not on the roster where that has nobody of this name.
        name: of the folder, archive or first file that counts, as it stands in the source.
        folder: of the copied modules, or None when refused.
        reason: why it was refused, a sentence.
        others: names of what was handed in earlier by the same student.
        when: seconds since 1970 of the newest change, 0 where it is not known.
        handed: when, as the system says it, else a phrase; or nothing.
        late: how late, as the system says it; nothing where it does not say so.
        notes: what was taken and what was left alone, a sentence each.
    """

    student: Student
    name: str
    folder: Path | None
    reason: str = ""
    others: tuple[str, ...] = ()
    when: float = 0.0
    handed: str = ""
    late: str = ""
    notes: tuple[str, ...] = ()

    @property
    def record(self) -> Record:
        state = "refused" if self.folder is None else "waiting"
        return Record(self.student, state, submission=self.name, others=self.others, reason=self.reason)


@dataclass(frozen=True)
class Intake:
    """All that a class has handed in.

    Attributes:
        received: one of each student, in the order of the roster, then by name.
        missing: who is on the roster and has handed in nothing.
        notes: what lies in the class's folder and is no submission, a sentence each.
    """

    received: tuple[Received, ...]
    missing: tuple[Student, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def records(self) -> tuple[Record, ...]:
        """Those to be graded, the refused and the missing."""
        return tuple(each.record for each in self.received) + tuple(Record(each, "missing") for each in self.missing)


@dataclass(frozen=True)
class _Bundle:
    """A folder of a student, or why it cannot be listed."""

    label: str
    tree: FileListing
    refusal: str = ""


@dataclass(frozen=True)
class _HandIn:
    """One of perhaps several that a student has handed in."""

    identity: Identity
    name: str
    when: float
    entries: tuple[ListedFile, ...] = ()
    archive: ListedFile | None = None
    refusal: str = ""
    notes: tuple[str, ...] = ()

    @property
    def age(self) -> tuple[bool, float, object]:
        """Sorts the newest last; an empty folder beside an archive is no answer to it."""
        return bool(self.entries or self.archive), self.when, natural(self.name)


def take_in(source: Path, into: Path, roster: Roster | None = None, modules: Collection[str] | None = None) -> Intake:
    """Copy the newest submission of each student into a folder of its own below `into`.

    Args:
        source: a folder with a folder, a zip or named files per student, or a zip of those.
        into: is made; a student's folder in it that an earlier run has made is replaced.
        roster: whom to expect, or None to take the names as they are.
        modules: names of the course's modules, by which a submission is found; of the syllabus where not given.

    Raises:
        IntakeError: `source` is no class, or `into` cannot be written.
    """
    wanted = frozenset(modules if modules is not None else (each.name for each in syllabus.load().modules))
    with _opened(source, into) as (bundles, files):
        bundles, files = _unwrapped(bundles, files, wanted, roster)
        hand_ins, notes = _hand_ins(source, bundles, files, wanted, roster)
        of_student: dict[str, list[_HandIn]] = defaultdict(list)
        students: dict[str, Student] = {}
        identities = lms_names.settled(each.identity for each in hand_ins)
        for each in hand_ins:
            guessed = roster is not None and roster.is_guess(identities[each.identity])
            for student in _students(identities[each.identity], roster):
                note = (f"{_clean(each.name)} was taken for the work of {student.name}.",) if guessed else ()
                students.setdefault(student.id, student)
                of_student[student.id].append(replace(each, notes=(*note, *each.notes)))
        with _writable(into):
            into.mkdir(parents=True, exist_ok=True)
            received = [_received(students[id_], each, into, wanted) for id_, each in of_student.items()]
    place = {student.id: number for number, student in enumerate(roster.students)} if roster else {}
    received.sort(key=lambda each: (place.get(each.student.id, len(place)), natural(each.student.name), each.name))
    there = {each.student.id for each in received}
    missing = tuple(each for each in roster.students if each.id not in there) if roster else ()
    return Intake(tuple(received), missing, notes)


# Finding what was handed in.


@contextlib.contextmanager
def _opened(source: Path, into: Path) -> Iterator[tuple[list[_Bundle], list[ListedFile]]]:
    """Folders and files at the top of the source."""
    try:
        if not source.exists():
            raise IntakeError(f"{source}: there is no such folder. {_NAME_IT}")
        if source.is_dir():
            yield _in_folder(source, into)
            return
        if source.suffix.lower() != ".zip" or not source.is_file():
            raise IntakeError(f"{source}: this is neither a folder nor a zip. {_NAME_IT}")
        with Archive(source, OF_CLASS) as archive:
            bundles, files = _grouped(archive.entries)
            empty = sorted(archive.folders - {bundle.label for bundle in bundles})
            yield [*bundles, *(_Bundle(label, FileListing(())) for label in empty if not is_bywork(label))], files
    except HandInRefused as error:
        raise IntakeError(f"{source}: {error}") from error
    except PermissionError as error:
        raise IntakeError(f"{source}: it cannot be read: {error.strerror}. Make it readable.") from error


def _in_folder(source: Path, into: Path) -> tuple[list[_Bundle], list[ListedFile]]:
    bundles: list[_Bundle] = []
    files: list[ListedFile] = []
    for item in items_of(source):
        if item.kind == "folder":
            if item.path.resolve() not in (into.resolve(), *into.resolve().parents):
                bundles.append(_listed(item))
        elif item.entry is not None:
            files.append(item.entry)
        else:  # it may belong to a student, who gets a row
            bundles.append(_Bundle(item.name, FileListing(()), f"It is {item.kind}. Put what it stands for there."))
    return bundles, files


def _listed(item: Item) -> _Bundle:
    try:
        return _Bundle(item.name, list_folder(item.path))
    except HandInRefused as error:
        return _Bundle(item.name, FileListing(()), str(error))


def _grouped(entries: Iterable[ListedFile], notes: tuple[str, ...] = ()) -> tuple[list[_Bundle], list[ListedFile]]:
    """Entries by their first folder, and those in none."""
    inside: dict[str, list[ListedFile]] = defaultdict(list)
    files: list[ListedFile] = []
    for entry in entries:
        if is_bywork(entry.parts[0]) and not entry.refusal:
            continue
        if len(entry.parts) == 1:
            files.append(entry)
        else:
            top = next((part for part in entry.parts[:-1] if part != ".."), entry.parts[0])
            inside[top].append(entry.below(1))
    return [_Bundle(label, FileListing(tuple(each), notes)) for label, each in inside.items()], files


def _unwrapped(
    bundles: list[_Bundle], files: list[ListedFile], wanted: frozenset[str], roster: Roster | None
) -> tuple[list[_Bundle], list[ListedFile]]:
    """Where all lies in one more folder, or in several around each other, as some programs pack: what lies in that."""
    if len(bundles) != 1 or bundles[0].refusal or any(is_handed_in(entry, wanted) for entry in files):
        return bundles, files
    inner, inner_files = _grouped(bundles[0].tree.entries, bundles[0].tree.notes)
    own = [entry for entry in inner_files if not lms_names.read(entry.name).system]
    of_one = _is_somebodys(bundles[0].label, roster) or modules_in(own, wanted)
    handed_in = [each.label for each in inner if any(is_handed_in(entry, wanted) for entry in each.tree.entries)]
    handed_in += [each.name for each in inner_files if each.ending == ".zip" or lms_names.read(each.name).system]
    if of_one or any(each.label in KITS_OWN for each in inner):
        return bundles, files
    if len(handed_in) < 2 and not any(_is_somebodys(name, roster) for name in handed_in):
        deeper = _unwrapped(inner, inner_files, wanted, roster)
        return (bundles, files) if deeper == (inner, inner_files) else deeper
    return inner, [*inner_files, *files]


def _is_somebodys(label: str, roster: Roster | None) -> bool:
    """Whether a name says whose it is."""
    identity = lms_names.read(label)
    return bool(identity.system) or (roster is not None and roster.find(identity) is not None)


def _hand_ins(
    source: Path, bundles: Iterable[_Bundle], files: Sequence[ListedFile], wanted: frozenset[str], roster: Roster | None
) -> tuple[list[_HandIn], tuple[str, ...]]:
    """All that students have handed in, and what is nobody's."""
    found = [each for bundle in bundles for each in _of_bundle(bundle, wanted)]
    flat: dict[tuple[str, str, str, float], list[ListedFile]] = defaultdict(list)
    left: list[ListedFile] = []
    for entry in files:
        identity = lms_names.read(entry.name)
        if identity.system:
            flat[identity.hand_in].append(entry)
        elif entry.refusal:
            found.append(_HandIn(identity, entry.name, entry.modified, refusal=entry.refusal))
        elif entry.ending == ".zip":
            found.append(_HandIn(identity, entry.name, entry.modified, archive=entry))
        elif entry.ending in OTHER_ARCHIVES:
            stem = re.sub(r"(?i)(?:\.tar)?\.\w+\Z", "", entry.name)
            found.append(_HandIn(lms_names.read(stem), entry.name, entry.modified, refusal=OTHER_ARCHIVE))
        else:
            left.append(entry)
    found += [each for entries in flat.values() for each in _of_files(entries, wanted)]
    found = _without_typed(found)
    named, left = _of_named_files(left, wanted, roster, others=bool(found))
    found += named
    if not found and modules_in(left, wanted):
        raise IntakeError(
            f"{source}: this is one submission: the modules lie in it. Name the folder that has a folder for each "
            f"student, or grade it alone: python -m grader grade {source}"
        )
    if not found:
        raise IntakeError(f"{source}: no submission is in it. {_NAME_IT}")
    notes = [f"{_clean(each.name)} is neither a folder nor a zip of a student and was left alone." for each in left]
    if len(notes) > MOST_NOTES:
        notes[MOST_NOTES:] = [f"{len(notes) - MOST_NOTES} more files were left alone."]
    return found, tuple(notes)


def _of_named_files(
    files: Sequence[ListedFile], wanted: frozenset[str], roster: Roster | None, *, others: bool
) -> tuple[list[_HandIn], list[ListedFile]]:
    """Files that lie next to those of others and say whose they are: `hopper_metrics.py`, `Ada Lovelace.ipynb`."""
    of_owner: dict[str, list[ListedFile]] = defaultdict(list)
    left: list[ListedFile] = []
    for entry in files:
        owner = module_names.owner(entry.name, wanted)
        stem = entry.name[: -len(entry.ending)] if entry.ending else entry.name
        if owner:
            of_owner[owner].append(entry)
        elif _is_somebodys(stem, roster):
            of_owner[stem].append(entry)
        else:
            left.append(entry)
    if len(of_owner) < 2 and not others and not any(_is_somebodys(owner, roster) for owner in of_owner):
        return [], list(files)
    made = []
    for owner, entries in of_owner.items():
        refusal = "" if any(is_python(entry, wanted) for entry in entries) else without_python(entries)
        identity = lms_names.Identity(owner)
        made.append(_HandIn(identity, entries[0].name, _newest(entries), tuple(entries), refusal=refusal))
    return made, left


def _without_typed(found: list[_HandIn]) -> list[_HandIn]:
    """Without what Moodle adds of a student who has handed in files, too: typed text, comments."""
    files = {each.identity.hand_in for each in found if each.identity.plugin == "file"}
    return [each for each in found if each.identity.plugin in ("", "file") or each.identity.hand_in not in files]


def _of_bundle(bundle: _Bundle, wanted: frozenset[str]) -> Iterator[_HandIn]:
    """What a student's folder has: modules, or else archives, each a hand-in of its own."""
    identity, notes = lms_names.read(bundle.label), bundle.tree.notes
    entries = bundle.tree.entries
    work = without_bywork(entries)
    when = identity.when or _newest(entry for entry in work if is_handed_in(entry, wanted))
    archives = [entry for entry in work if entry.ending == ".zip"]
    spoilt = next((entry.refusal for entry in entries if entry.refusal), bundle.refusal)
    if spoilt:
        yield _HandIn(identity, bundle.label, when, refusal=spoilt, notes=notes)
    elif modules_in(work, wanted) or (not archives and any(is_python(entry, wanted) for entry in work)):
        unread = [entry for entry in work if entry.ending in {".zip", *OTHER_ARCHIVES}]
        notes += tuple(f"{shown(entry)} was left alone because there are modules next to it." for entry in unread)
        yield _HandIn(identity, bundle.label, when, entries, notes=notes)
    elif archives:
        least = min(len(entry.parts) for entry in archives)
        for entry in archives:
            if len(entry.parts) == least:
                name = "/".join((bundle.label, *entry.parts))
                yield _HandIn(identity, name, identity.when or entry.modified, archive=entry, notes=notes)
    else:
        yield _HandIn(identity, bundle.label, when, refusal=without_python(work), notes=notes)


def _of_files(entries: Sequence[ListedFile], wanted: frozenset[str]) -> Iterator[_HandIn]:
    """What a student has handed in as single files, renamed by the system."""
    name = next((entry.name for entry in entries if is_handed_in(entry, wanted)), entries[0].name)
    first = lms_names.read(name)
    when = first.when or _newest(entries)
    late = any(lms_names.read(entry.name).late for entry in entries)
    spoilt = next((entry.refusal for entry in entries if entry.refusal), "")
    archives = [entry for entry in entries if entry.ending == ".zip"]
    modules: dict[str, tuple[int, ListedFile]] = {}
    for entry in entries:
        identity = lms_names.read(entry.name)
        file = replace(entry, parts=(identity.file,)) if identity.file else entry
        if is_python(file, wanted) and identity.file and identity.version >= modules.get(file.name, (0, file))[0]:
            modules[file.name] = (identity.version, file)
    identity = replace(first, late=late)
    if spoilt:
        yield _HandIn(identity, name, when, refusal=spoilt)
    elif modules:
        notes = tuple(f"{entry.name} was left alone because there are modules next to it." for entry in archives)
        yield _HandIn(identity, name, when, tuple(entry for _, entry in modules.values()), notes=notes)
    elif archives:
        for entry in archives:
            yield _HandIn(identity, entry.name, first.when or entry.modified, archive=entry)
    else:
        yield _HandIn(identity, name, when, refusal=without_python(entries))


def _newest(entries: Iterable[ListedFile]) -> float:
    return max((entry.modified for entry in entries), default=0.0)


# Who it is from.


def _students(identity: Identity, roster: Roster | None) -> tuple[Student, ...]:
    """Who it is from: one, or all members of a team."""
    found = roster.find(identity) if roster is not None else None
    team = roster.team(identity) if roster is not None and found is None else ()
    return team or (found or _stranger(identity, roster),)


def _stranger(identity: Identity, roster: Roster | None) -> Student:
    """A student whom no roster knows."""
    taken = {each.id for each in roster.students} if roster is not None else set()
    known = identity.id if identity.id not in taken else identity.label
    while known in taken:
        known += " (not on the roster)"
    return Student(id=_clean(known), name=_clean(identity.name or known), on_roster=roster is None)


def _clean(name: str) -> str:
    """The name as UTF-8 can say it: a file's name may be any bytes."""
    return name.encode(errors="backslashreplace").decode()


# Taking it.


def _received(student: Student, hand_ins: list[_HandIn], into: Path, wanted: frozenset[str]) -> Received:
    """The newest of what one student has handed in, copied."""
    newest, others, notes = _newest_of(hand_ins)
    folder: Path | None = into / _safe(student)
    try:
        modules, more = _taken(newest, wanted)
        _write(into / _safe(student), modules)
        notes += more
        reason = ""
    except HandInRefused as error:
        folder, reason = None, _clean(str(error))
        shutil.rmtree(into / _safe(student), ignore_errors=True)  # an earlier run's does not count any more
    said = standing(student.line)
    if said.draft:
        notes = (f"It is a draft that was not submitted: {said.draft}.", *notes)
    return Received(
        student=student,
        name=_clean(newest.name),
        folder=folder,
        reason=reason,
        others=tuple(_clean(each.name) for each in others),
        when=newest.when,
        handed=said.handed or _time(newest),
        late=said.late or ("late" if newest.identity.late else ""),
        notes=tuple(_clean(note) for note in (*notes, *newest.notes)[:MOST_NOTES]),
    )


def _time(hand_in: _HandIn) -> str:
    if not hand_in.when:
        return ""
    when = datetime.datetime.fromtimestamp(hand_in.when).strftime("%Y-%m-%d %H:%M")
    return when if hand_in.identity.when else f"newest file of {when}"


def _newest_of(hand_ins: list[_HandIn]) -> tuple[_HandIn, list[_HandIn], tuple[str, ...]]:
    """The one that counts, the others, and what is to be said where their times do not tell.

    An archive keeps times to two seconds and a disk to less, so that times which are nearly the same decide nothing:
    the name does then, in a folder as in an archive.
    """
    *others, newest = sorted(hand_ins, key=lambda each: each.age)
    same = [each for each in others if each.age[0] == newest.age[0] and newest.when - each.when <= SAME_TIME]
    if not same:
        return newest, others[::-1], ()
    best = max([*same, newest], key=lambda each: natural(each.name))
    names = " and ".join(_clean(each.name) for each in (*same, newest) if each is not best)
    have = "has" if len(same) == 1 else "have"
    note = f"{_clean(best.name)} counts: {names} {have} the same time, and a name that comes before it."
    return best, [each for each in (newest, *others[::-1]) if each is not best], (note,)


def _safe(student: Student) -> str:
    """A name for a folder on every system, and nobody else's."""
    plain = unicodedata.normalize("NFKD", student.name).encode("ascii", "ignore").decode()
    words = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-").lower()[:40].strip("-")
    return f"{words or 'student'}-{hashlib.sha256(student.id.encode()).hexdigest()[:10]}"


def _taken(hand_in: _HandIn, wanted: frozenset[str]) -> tuple[list[tuple[str, bytes, int]], tuple[str, ...]]:
    """Name, content and size of each module, and what is to be said of others."""
    if hand_in.refusal:
        raise HandInRefused(hand_in.refusal)
    if hand_in.archive is None:
        if any(entry.packed is not None for entry in hand_in.entries):
            refuse_unfit(hand_in.entries)
        return _read(hand_in.entries, wanted)
    content = hand_in.archive.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise HandInRefused(f"The archive has more than {MOST_BYTES:,} bytes. Pack just the folder with the modules.")
    with Archive(content) as archive:
        refuse_unfit(archive.entries)
        return _read(archive.entries, wanted)


def _read(
    entries: Iterable[ListedFile], wanted: frozenset[str]
) -> tuple[list[tuple[str, bytes, int]], tuple[str, ...]]:
    chosen = choose(entries, wanted)
    if len(chosen.files) > MOST_MODULES:
        count = len(chosen.files)
        raise HandInRefused(f"{count} Python files are more than {MOST_MODULES}. Hand in the folder with the modules.")
    names: set[str] = set()
    for entry in chosen.files:
        if folded(entry.name) in names:
            raise HandInRefused(
                f"{shown(entry)} and another file differ in upper and lower case only. Keep one of them."
            )
        names.add(folded(entry.name))
    # One byte more than a module may have tells that it has more.
    return [(entry.name, entry.read(LARGEST_MODULE + 1), entry.size) for entry in chosen.files], chosen.notes


def _write(folder: Path, modules: Iterable[tuple[str, bytes, int]]) -> None:
    """Put the folder there as a whole; one of this name was made by an earlier run."""
    beside = folder.with_name(f".{folder.name}")
    for place in (beside, folder):
        if place.exists():
            shutil.rmtree(place)
    beside.mkdir()
    for name, content, size in modules:
        with (beside / name).open("xb") as stream:
            if len(content) <= LARGEST_MODULE:
                stream.write(content)
            else:  # as long as it was and without what is not read, so that grading says how long it is
                stream.truncate(max(len(content), min(size, MOST_BYTES)))
    beside.rename(folder)


@contextlib.contextmanager
def _writable(into: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise IntakeError(f"{into} cannot be written: {error.strerror}. Make room there, or name another.") from error
