"""Own exercises: modules of an instructor's own, in a folder that has the same files as the kit has for its exercises.

They add modules to the course and change none of the kit's. `exercises/` has their stubs; docs/how-to/own-exercise.md
makes one step by step.
"""

from dataclasses import dataclass
from pathlib import Path

from grader.course import syllabus
from grader.course.syllabus import Syllabus, SyllabusError
from grader.util.digest import digest_of_files

# Each can change a grade; solutions and stubs cannot.
GRADING = ("syllabus.toml", "checks/**/*.py", "misconceptions/**/*.py")


@dataclass(frozen=True)
class OwnExercises:
    """The folder, and the part of the course that it adds."""

    folder: Path
    syllabus: Syllabus

    def has(self, module: str) -> bool:
        """Whether a module is one of these."""
        return any(each.name == module for each in self.syllabus.modules)

    def digest(self) -> str:
        """SHA-256 over the files that can change a grade."""
        return digest_of_files((file for pattern in GRADING for file in self.folder.glob(pattern)), self.folder)


def read(folder: Path, kit: Syllabus) -> OwnExercises:
    """Read the folder's syllabus, for a course that has the kit's exercises too.

    Raises:
        SyllabusError: the syllabus cannot be read, or takes a name that the kit has; or there is no such folder.
    """
    if not folder.is_dir():
        raise SyllabusError(str(folder), "it is not a folder.", "Name the folder with your exercises.")
    place = f"{folder.name}/{syllabus.PATH.name}"
    own = syllabus.read(folder / syllabus.PATH.name, place)
    taken = {module.name for module in kit.modules} & {module.name for module in own.modules}
    taken |= kit.by_function.keys() & own.by_function.keys()
    if taken:
        raise SyllabusError(place, f"{', '.join(sorted(taken))} is already a name in the kit.", "Choose another one.")
    whole = Syllabus((*kit.modules, *own.modules), (*kit.exercises, *own.exercises))
    for fault in syllabus.faults(whole, required_points=None):
        raise SyllabusError(place, fault.message, fault.remedy)
    return OwnExercises(folder, own)
