"""Gradescope's `autograder.zip`: the grader, its installer and its runner, without solutions, tests or images."""

import shlex
import tomllib
from collections.abc import Sequence
from pathlib import Path

from grader.course.current import current, files_for_students
from grader.course.syllabus import Exercise
from grader.util.errors import Stopped
from grader.util.exit_status import OUR_FAULT
from grader.util.files import write_whole_bytes
from grader.util.zips import packed

HERE = Path(__file__).parent
GRADER = HERE.parents[1]
CONTAINER = HERE / "container"
PROJECT = GRADER.parent / "pyproject.toml"
# Everything that the grader consists of; other files in its folder stay here.
KINDS = (".py", ".toml", ".ini", ".css", ".j2", ".sql")
PROGRAMS = ("setup.sh", "run_autograder")


class AutograderError(Stopped):
    """The autograder cannot be packed, with the next thing to do."""

    status = OUR_FAULT


def build(
    file: Path, exercises: Sequence[Exercise], only: Sequence[str] = (), data: str = "auto", seed: int = 0
) -> int:
    """Write the archive, as a whole or not at all.

    Args:
        file: where to.
        exercises: that it will grade.
        only: names that stand for them; none: all.
        data: images to train on, `auto`, `mnist` or `digits`.
        seed: of the first training.

    Returns:
        How many files are in it.

    Raises:
        AutograderError: a part of the grader is missing.
        OSError: the file cannot be written.
    """
    options = [*(part for name in only for part in ("--only", name)), "--data", data, "--seed", str(seed)]
    needs_images = any(exercise.images for exercise in exercises)
    fetch = f'"$root/venv/bin/python" -m grader data --data {shlex.quote(data)}' if needs_images else ""
    contents: dict[str, str] = {}
    try:
        contents["requirements.txt"] = _requirements()
        contents["setup.sh"] = _text(CONTAINER / "setup.sh").replace("@IMAGES@", fetch)
        contents["run_autograder"] = _text(CONTAINER / "run_autograder").replace("@ARGUMENTS@", shlex.join(options))
        contents |= files_for_students(current())
        contents |= {f"grader/{path.relative_to(GRADER).as_posix()}": _text(path) for path in _parts()}
    except (OSError, KeyError, ValueError) as error:
        raise AutograderError(f"A part of the grader cannot be read: {error}. Restore it with git.") from error
    write_whole_bytes(file, packed({name: text.encode() for name, text in contents.items()}, PROGRAMS))
    return len(contents)


def _requirements() -> str:
    """The dependencies of the project, a line each."""
    project = tomllib.loads(_text(PROJECT))["project"]
    return "".join(f"{requirement}\n" for requirement in project["dependencies"])


def _parts() -> list[Path]:
    """The files of the grader, in order."""
    found = (path for path in GRADER.rglob("*") if path.suffix in KINDS and path.is_file() and not path.is_symlink())
    return sorted(path for path in found if not any(part.startswith(".") for part in path.relative_to(GRADER).parts))


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8").replace("\r\n", "\n")  # a shell stumbles over Windows' line ends
