"""What students get, file by file."""

import json
import posixpath
import re
from collections.abc import Collection, Iterator
from pathlib import Path

from grader.course.current import Course, files_for_students
from grader.course.notebooks import notebooks_of
from grader.course.paths import KIT, SOLUTIONS
from grader.course.stubs import stubs_of
from grader.tools.handout.student_noxfile import student_noxfile
from grader.tools.handout.student_readme import student_readme
from grader.tools.handout.student_stubs import student_stub

GRADER = KIT / "grader"
KINDS = (".py", ".toml", ".ini", ".css", ".j2", ".js", ".svg")
# The rest of the grader is for teachers and authors, or has right answers in it, as the benchmark's yardsticks do. What
# can change a grade is all there, so that students' reports name the same checks as the teacher's.
LEFT_OUT = (
    "classroom",
    "cli/whole_kit.py",
    "cli/authoring_commands.py",
    "cli/class_commands.py",
    "cli/negative_points.py",
    "cli/exam_commands.py",
    "cli/gradescope_commands.py",
    "cli/handout_commands.py",
    "cli/push_commands.py",
    *(f"tools/{name}" for name in ("benchmark", "calibration", "gradescope", "handout", "mutants", "selfcheck")),
)
COPIED = (
    "LICENSE",
    ".gitignore",
    ".devcontainer/devcontainer.json",
    ".github/workflows/grade.yml",
    ".vscode/extensions.json",
    ".vscode/launch.json",
    ".vscode/settings.json",
)
TASKS = ".vscode/tasks.json"
# The guides for students, with what they refer to.
PAGES = (
    "how-to/answer-questions.md",
    "how-to/draw-a-digit.md",
    "how-to/find-the-bug.md",
    "how-to/grade-in-an-editor.md",
    "how-to/grade-on-github-and-gitlab.md",
    "how-to/work-in-a-notebook.md",
    "how-to/work-in-an-editor.md",
    "how-to/work-in-colab.md",
    "reference/hand-ins.md",
    "reference/limits.md",
)
GROUPS = ("draw", "kernel", "notebook")  # of dependencies, for the students' sessions
_LINK = re.compile(r"\[([^]]+)\]\(([\w./-]+\.md)(#[\w-]+)?\)")


def contents(course: Course) -> dict[str, bytes]:
    """The files of the students' kit, by their paths in it.

    Raises:
        OSError, ValueError: a file of the kit is missing, or is not as it should be.
    """
    made = dict(_stubs(course))
    made["README.md"] = student_readme(_text(KIT / "README.md"), course)
    made["noxfile.py"] = student_noxfile(_text(KIT / "noxfile.py"))
    made["pyproject.toml"] = _project(_text(KIT / "pyproject.toml"))
    made[TASKS] = _tasks(_text(KIT / TASKS), course)
    made |= {name: _text(KIT / name) for name in COPIED}
    made |= {f"docs/{name}": _text(KIT / "docs" / name) for name in PAGES}
    made |= {f"grader/{name}": _text(GRADER / name) for name in _parts()}
    made |= files_for_students(course)
    made |= {name: _without_lost_links(text, name, made) for name, text in made.items() if name.endswith(".md")}
    return {name: text.encode() for name, text in made.items()}


def _stubs(course: Course) -> Iterator[tuple[str, str]]:
    """The stubs of the modules of the course."""
    places = [SOLUTIONS, *([course.own.folder / "solutions"] if course.own else [])]
    made = {name: stub for place in places for name, stub in stubs_of(place).items()}
    for module in course.syllabus.modules:
        name = f"{module.name}.py"
        if name not in made:
            raise ValueError(f"there is no solutions/{name} to make its stub of")
        yield f"exercises/{name}", student_stub(made[name], module.name, course.syllabus)
    for place in places:
        for name, text in notebooks_of(place, course.syllabus).items():
            yield f"notebooks/{name}", text


def _parts() -> list[str]:
    """The paths of the grader's files that students get."""
    found = (file.relative_to(GRADER) for file in GRADER.rglob("*") if file.suffix in KINDS and file.is_file())
    names = (file.as_posix() for file in found if not any(part.startswith(".") for part in file.parts))
    return sorted(name for name in names if not any(f"{name}/".startswith(f"{left}/") for left in LEFT_OUT))


def _project(text: str) -> str:
    """The part of pyproject.toml that says what to install; the rest is for tests and lint."""
    project = re.split(r"^\[(?!project\])", text, maxsplit=1, flags=re.MULTILINE)[0].rstrip()
    groups = [line for line in text.split("\n") if line.partition(" = [")[0] in GROUPS]
    if len(groups) != len(GROUPS):
        raise ValueError(f"pyproject.toml has not each of the groups {', '.join(GROUPS)} in a line of its own")
    return "\n".join([project, "", "[dependency-groups]", *groups, ""])


def _tasks(text: str, course: Course) -> str:
    """VS Code's tasks, with the exercises of the course to choose from."""
    tasks = json.loads(text)
    for each in tasks["inputs"]:
        each["options"] = [exercise.id for exercise in course.syllabus.exercises]
    return json.dumps(tasks, indent=2, ensure_ascii=False) + "\n"


def _without_lost_links(text: str, name: str, names: Collection[str]) -> str:
    """A page whose links to pages that students do not get are words."""
    folder = posixpath.dirname(name)

    def link(found: re.Match[str]) -> str:
        return found[0] if posixpath.normpath(posixpath.join(folder, found[2])) in names else found[1]

    return _LINK.sub(link, text)


def _text(file: Path) -> str:
    return file.read_bytes().decode("utf-8").replace("\r\n", "\n")
