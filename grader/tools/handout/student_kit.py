"""What students get, file by file."""

import re
from collections.abc import Iterator
from pathlib import Path

from grader.course.current import Course, files_for_students
from grader.course.stubs import stubs_of
from grader.tools.handout.student_noxfile import student_noxfile
from grader.tools.handout.student_readme import student_readme
from grader.tools.handout.student_stubs import student_stub

ROOT = Path(__file__).parents[3]
GRADER = ROOT / "grader"
KINDS = (".py", ".toml", ".ini", ".css", ".j2")
# The rest of the grader is for teachers and authors, or has right answers in it, as the benchmark's yardsticks do. What
# can change a grade is all there, so that students' reports name the same checks as the teacher's.
LEFT_OUT = (
    "classroom",
    "cli/whole_kit.py",
    "cli/authoring_commands.py",
    "cli/class_commands.py",
    "cli/gradescope_commands.py",
    "cli/handout_commands.py",
    *(f"tools/{name}" for name in ("benchmark", "calibration", "gradescope", "handout", "mutants", "selfcheck")),
)
COPIED = ("LICENSE", ".gitignore")


def contents(course: Course) -> dict[str, bytes]:
    """The files of the students' kit, by their paths in it.

    Raises:
        OSError, ValueError: a file of the kit is missing, or is not as it should be.
    """
    made = dict(_stubs(course))
    made["README.md"] = student_readme(_text(ROOT / "README.md"), course)
    made["noxfile.py"] = student_noxfile(_text(ROOT / "noxfile.py"))
    made["pyproject.toml"] = _project(_text(ROOT / "pyproject.toml"))
    made |= {name: _text(ROOT / name) for name in COPIED}
    made |= {f"grader/{name}": _text(GRADER / name) for name in _parts()}
    made |= files_for_students(course)
    return {name: text.encode() for name, text in made.items()}


def _stubs(course: Course) -> Iterator[tuple[str, str]]:
    """The stubs of the modules of the course."""
    made = stubs_of(ROOT / "solutions") | (stubs_of(course.own.folder / "solutions") if course.own else {})
    for module in course.syllabus.modules:
        name = f"{module.name}.py"
        if name not in made:
            raise ValueError(f"there is no solutions/{name} to make its stub of")
        yield f"exercises/{name}", student_stub(made[name], module.name, course.syllabus)


def _parts() -> list[str]:
    """The paths of the grader's files that students get."""
    found = (file.relative_to(GRADER) for file in GRADER.rglob("*") if file.suffix in KINDS and file.is_file())
    names = (file.as_posix() for file in found if not any(part.startswith(".") for part in file.parts))
    return sorted(name for name in names if not any(f"{name}/".startswith(f"{left}/") for left in LEFT_OUT))


def _project(text: str) -> str:
    """The part of pyproject.toml that says what to install; the rest is for tests and lint."""
    project = re.split(r"^\[(?!project\])", text, maxsplit=1, flags=re.MULTILINE)[0].rstrip()
    return f"{project}\n\n[dependency-groups] # none; noxfile.py asks for the table\n"


def _text(file: Path) -> str:
    return file.read_bytes().decode("utf-8").replace("\r\n", "\n")
