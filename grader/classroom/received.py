"""What a class has handed in, as it was taken in."""

from dataclasses import dataclass

from grader.classroom.records import Student
from grader.sandbox.submission import Submission
from grader.util.errors import Stopped
from grader.util.file_note import FileNote


class IntakeError(Stopped):
    """There is no class to take in, or no place for it: a sentence that ends with the next thing to do."""


@dataclass(frozen=True)
class Received:
    """What a student has handed in.

    Attributes:
        student: who; not on the roster where that has nobody of this name.
        name: of the folder, archive or first file that counts, as it is in the source.
        submission: its modules, or None if it was refused.
        refused: why, a sentence, or nothing.
        others: names of what was handed in earlier by the same student.
        notes: what was taken and what was ignored, a sentence each.
        handed: when, as the system says it, else a phrase; or nothing.
        late: how late, as the system says it; nothing where it does not say so.
    """

    student: Student
    name: str
    submission: Submission | None
    refused: str = ""
    others: tuple[str, ...] = ()
    notes: tuple[FileNote, ...] = ()
    handed: str = ""
    late: str = ""


@dataclass(frozen=True)
class Intake:
    """All that a class has handed in.

    Attributes:
        received: one of each student, in the order of the roster, then by name.
        notes: what lies in the class's folder and is not a submission, a sentence each.
    """

    received: tuple[Received, ...]
    notes: tuple[str, ...] = ()
