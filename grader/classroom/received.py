"""What a class has handed in, as it was taken in."""

from dataclasses import dataclass
from pathlib import Path

from grader.classroom.records import Student
from grader.util.file_note import FileNote


class IntakeError(Exception):
    """There is no class to take in, or no place for it: a sentence that ends with the next thing to do."""


@dataclass(frozen=True)
class Received:
    """What a student has handed in.

    Attributes:
        student: who; not on the roster where that has nobody of this name.
        name: of the folder, archive or first file that counts, as it is in the source.
        folder: of the copied modules, or None when refused.
        reason: why it was refused, a sentence.
        others: names of what was handed in earlier by the same student.
        handed: when, as the system says it, else a phrase; or nothing.
        late: how late, as the system says it; nothing where it does not say so.
        notes: what was taken and what was ignored, a sentence each.
    """

    student: Student
    name: str
    folder: Path | None
    reason: str = ""
    others: tuple[str, ...] = ()
    handed: str = ""
    late: str = ""
    notes: tuple[FileNote, ...] = ()


@dataclass(frozen=True)
class Intake:
    """All that a class has handed in.

    Attributes:
        received: one of each student, in the order of the roster, then by name.
        missing: who is on the roster and has handed in nothing.
        notes: what lies in the class's folder and is not a submission, a sentence each.
    """

    received: tuple[Received, ...]
    missing: tuple[Student, ...] = ()
    notes: tuple[str, ...] = ()
