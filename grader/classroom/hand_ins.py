"""Hand-ins: what lies in the source of a class, told apart by who handed it in, perhaps several times."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.classroom import lms_names
from grader.classroom.file_listing import (
    ListedFile,
    natural,
    without_bywork,
)
from grader.classroom.hand_in_source import NAME_IT, Bundle, is_somebodys
from grader.classroom.lms_names import Identity
from grader.classroom.module_choice import (
    OTHER_ARCHIVE,
    OTHER_ARCHIVES,
    is_handed_in,
    is_python,
    modules_in,
    shown,
    without_python,
)
from grader.classroom.received import IntakeError
from grader.classroom.roster import Roster
from grader.course import module_names
from grader.util.file_note import FileNote


@dataclass(frozen=True)
class HandIn:
    """One of perhaps several that a student has handed in."""

    identity: Identity
    name: str
    when: float
    entries: tuple[ListedFile, ...] = ()
    archive: ListedFile | None = None
    refusal: str = ""
    notes: tuple[FileNote, ...] = ()

    @property
    def age(self) -> tuple[bool, float, object]:
        """Sorts the newest last; an empty folder next to an archive is not an answer to it."""
        return bool(self.entries or self.archive), self.when, natural(self.name)


def hand_ins_of(
    source: Path, bundles: Iterable[Bundle], files: Sequence[ListedFile], wanted: frozenset[str], roster: Roster | None
) -> tuple[list[HandIn], tuple[str, ...]]:
    """All that students have handed in, and what is nobody's."""
    found = [each for bundle in bundles for each in _of_bundle(bundle, wanted)]
    flat: dict[tuple[str, str, str, float], list[ListedFile]] = defaultdict(list)
    left: list[ListedFile] = []
    for entry in files:
        identity = lms_names.read(entry.name)
        if identity.system:
            flat[identity.hand_in].append(entry)
        elif entry.refusal:
            found.append(HandIn(identity, entry.name, entry.modified, refusal=entry.refusal))
        elif entry.ending == ".zip":
            found.append(HandIn(identity, entry.name, entry.modified, archive=entry))
        elif entry.ending in OTHER_ARCHIVES:
            stem = re.sub(r"(?i)(?:\.tar)?\.\w+\Z", "", entry.name)
            found.append(HandIn(lms_names.read(stem), entry.name, entry.modified, refusal=OTHER_ARCHIVE))
        else:
            left.append(entry)
    found += [each for entries in flat.values() for each in _of_files(entries, wanted)]
    found = _without_typed(found)
    named, left = _of_named_files(left, wanted, roster, others=bool(found))
    found += named
    if not found and modules_in(left, wanted):
        raise IntakeError(
            f"{source}: this is one submission: it contains the modules. Name the folder that has a folder for each "
            f"student, or grade it alone: python -m grader grade {source}"
        )
    if not found:
        raise IntakeError(f"{source}: it contains no submission. {NAME_IT}")
    notes = (f"{in_utf8(each.name)} is neither a folder nor a zip of a student and was ignored." for each in left)
    return found, tuple(notes)


def _of_named_files(
    files: Sequence[ListedFile], wanted: frozenset[str], roster: Roster | None, *, others: bool
) -> tuple[list[HandIn], list[ListedFile]]:
    """Files that lie next to those of others and say whose they are: `hopper_metrics.py`, `Ada Lovelace.ipynb`."""
    of_owner: dict[str, list[ListedFile]] = defaultdict(list)
    left: list[ListedFile] = []
    for entry in files:
        owner = module_names.owner(entry.name, wanted)
        stem = entry.name[: -len(entry.ending)] if entry.ending else entry.name
        if owner:
            of_owner[owner].append(entry)
        elif is_somebodys(stem, roster):
            of_owner[stem].append(entry)
        else:
            left.append(entry)
    if len(of_owner) < 2 and not others and not any(is_somebodys(owner, roster) for owner in of_owner):
        return [], list(files)
    made = []
    for owner, entries in of_owner.items():
        refusal = "" if any(is_python(entry, wanted) for entry in entries) else without_python(entries)
        identity = lms_names.Identity(owner)
        made.append(HandIn(identity, entries[0].name, _newest(entries), tuple(entries), refusal=refusal))
    return made, left


def _without_typed(found: list[HandIn]) -> list[HandIn]:
    """Without what Moodle adds of a student who has handed in files, too: typed text, comments."""
    files = {each.identity.hand_in for each in found if each.identity.plugin == "file"}
    return [each for each in found if each.identity.plugin in ("", "file") or each.identity.hand_in not in files]


def _of_bundle(bundle: Bundle, wanted: frozenset[str]) -> Iterator[HandIn]:
    """What a student's folder has: modules, or else archives, each a hand-in of its own."""
    identity, entries, notes = lms_names.read(bundle.label), bundle.entries, bundle.notes
    work = without_bywork(entries)
    when = identity.when or _newest(entry for entry in work if is_handed_in(entry, wanted))
    archives = [entry for entry in work if entry.ending == ".zip"]
    spoilt = next((entry.refusal for entry in entries if entry.refusal), bundle.refusal)
    if spoilt:
        yield HandIn(identity, bundle.label, when, refusal=spoilt, notes=notes)
    elif modules_in(work, wanted) or (not archives and any(is_python(entry, wanted) for entry in work)):
        unread = [entry for entry in work if entry.ending in {".zip", *OTHER_ARCHIVES}]
        notes += tuple(_passed_over(shown(entry)) for entry in unread)
        yield HandIn(identity, bundle.label, when, entries, notes=notes)
    elif archives:
        least = min(len(entry.parts) for entry in archives)
        for entry in archives:
            if len(entry.parts) == least:
                name = "/".join((bundle.label, *entry.parts))
                yield HandIn(identity, name, identity.when or entry.modified, archive=entry, notes=notes)
    else:
        yield HandIn(identity, bundle.label, when, refusal=without_python(work), notes=notes)


def _of_files(entries: Sequence[ListedFile], wanted: frozenset[str]) -> Iterator[HandIn]:
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
        yield HandIn(identity, name, when, refusal=spoilt)
    elif modules:
        notes = tuple(_passed_over(entry.name) for entry in archives)
        yield HandIn(identity, name, when, tuple(entry for _, entry in modules.values()), notes=notes)
    elif archives:
        for entry in archives:
            yield HandIn(identity, entry.name, first.when or entry.modified, archive=entry)
    else:
        yield HandIn(identity, name, when, refusal=without_python(entries))


def _passed_over(name: str) -> FileNote:
    return FileNote(f"{name} was ignored because there are modules next to it.")


def _newest(entries: Iterable[ListedFile]) -> float:
    return max((entry.modified for entry in entries), default=0.0)


def in_utf8(name: str) -> str:
    """The name as UTF-8 can say it: a file's name may be any bytes."""
    return name.encode(errors="backslashreplace").decode()
