"""Reset: put a stub back into a student's module; the old version is backed up next to it."""

import ast
import re
from pathlib import Path

from grader.course.definitions import definitions
from grader.course.module_names import meant
from grader.course.stubs import stub_of
from grader.course.syllabus import Exercise
from grader.util.errors import Stopped
from grader.util.files import write_whole


class ResetError(Stopped):
    """The stub cannot be put back, with the next thing to do."""


def reset(exercise: Exercise, folder: Path, solutions: Path) -> Path:
    """Make the function of an exercise a stub again.

    The stub is that of the reference; where that was not handed out, it is the student's own function without its body.

    Args:
        exercise: whose function it is.
        folder: of the submission.
        solutions: of the reference, if it is there.

    Returns:
        The file that has the module as it was.

    Raises:
        ResetError: the module cannot be read or written, or the stub cannot be made.
    """
    file = folder / f"{exercise.module}.py"
    try:
        before = file.read_bytes().decode("utf-8-sig")
        known = definitions(ast.parse(before))
    except FileNotFoundError as error:
        raise ResetError(f"{file} is missing. {_where_it_is(file)}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ResetError(f"{file} cannot be read ({error}). Save it as UTF-8 text.") from error
    except (SyntaxError, ValueError, RecursionError) as error:
        line = f", line {error.lineno}" if isinstance(error, SyntaxError) else ""
        message = f"{file}{line}: Python cannot read it. Fix that first."
        raise ResetError(message) from error
    stub = _stub(exercise, solutions / file.name, before)
    if stub is None:
        raise ResetError(f"{file}: {exercise.function} has no docstring to make a stub from. Download the file again.")
    after = replace_definition(before, known.get(exercise.function), stub)
    if after == before:
        raise ResetError(
            f"{file}: {exercise.function} is already a stub. Write it: its docstring says what it must do."
        )
    try:
        backup = keep_copy(file, before, "reset")
        write_whole(file, after)
    except OSError as error:
        raise ResetError(f"{file} cannot be written ({error.strerror}). Check its permissions.") from error
    return backup


def _where_it_is(file: Path) -> str:
    """What to do about a module that is missing: it may be there under another name, which a grading takes."""
    others = sorted(file.parent.iterdir()) if file.parent.is_dir() else []
    taken = next((other.name for other in others if meant(other.name, [file.stem])), None)
    return f"Rename {taken} to {file.name}." if taken else "Copy it from a fresh download of the kit."


def _stub(exercise: Exercise, solution: Path, before: str) -> str | None:
    """The text of the stub, or None if it cannot be made."""
    source = solution.read_text(encoding="utf-8") if solution.is_file() else before
    function = definitions(ast.parse(source)).get(exercise.function)
    if not isinstance(function, ast.FunctionDef) or ast.get_docstring(function) is None:
        return None
    return stub_of(ast.get_source_segment(source, function) or "").rstrip("\n")


def replace_definition(text: str, function: ast.stmt | None, stub: str) -> str:
    """The text of a module with a definition in the place of another one, or at its end where there is none yet."""
    end = "\r\n" if "\r\n" in text else "\n"
    lines = re.split("\r\n|\r|\n", text)  # where Python ends a line; str.splitlines knows more ends
    if function is None:  # it was taken out, or has another name by now
        return end.join([*lines, "", *stub.split("\n"), ""])
    decorators = getattr(function, "decorator_list", [])
    first = min(part.lineno for part in [function, *decorators]) - 1
    return end.join([*lines[:first], *stub.split("\n"), *lines[function.end_lineno :]])


def keep_copy(file: Path, text: str, before: str) -> Path:
    """A new file next to the module, with its text; its name says before what, and Python cannot import it."""
    number = 1
    while True:
        backup = file.with_name(f"{file.name}.before-{before}-{number}")
        try:
            with backup.open("x", encoding="utf-8", newline="") as stream:
                stream.write(text)
        except FileExistsError:
            number += 1
        else:
            return backup
