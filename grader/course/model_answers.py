"""The model answer to an exercise, taken from the reference, for anyone who has passed it."""

import ast
from datetime import UTC, datetime
from pathlib import Path

from grader.course.current import current, own_folder
from grader.course.definitions import definitions, names_in, used_by
from grader.course.paths import SOLUTIONS
from grader.course.stubs import SOLUTION_ONLY
from grader.course.syllabus import Exercise

NONE_HERE = "There is no folder solutions/ here. Ask your instructor for the model answers."


def folder_of(module: str) -> Path:
    """The folder with the solution of a module, whether or not it is there."""
    return own_folder(module, "solutions") or SOLUTIONS


def obstacle() -> str:
    """Why there is no model answer to any exercise now, a sentence; empty where there are some."""
    return current().refusal(datetime.now(UTC)) or ("" if SOLUTIONS.is_dir() else NONE_HERE)


def model_answer(exercise: Exercise, folder: Path | None = None) -> str | None:
    """The function of the reference without its docstring, below what it uses that the stub has not.

    These are imports and private helpers.

    Returns:
        Python text, or None where the reference was not handed out.
    """
    file = (folder or folder_of(exercise.module)) / f"{exercise.module}.py"
    if not file.is_file():
        return None
    source = file.read_text(encoding="utf-8")
    tree = ast.parse(source)
    known = definitions(tree)
    helpers = [name for name in used_by(exercise.function, known) if name.startswith("_")]
    shown = [known[name] for name in [*helpers, exercise.function]]
    imports = _imports(tree, source, set[str]().union(*map(names_in, shown)))
    return "\n\n\n".join([*imports, *(_text(node, source) for node in shown)]) + "\n"


def _imports(tree: ast.Module, source: str, used: set[str]) -> list[str]:
    """The imports of these names that only the solution has: one text with all of them, or none."""
    lines = source.split("\n")
    found = []
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom) and used & {each.asname or each.name for each in node.names}:
            line, marker, _ = lines[node.lineno - 1].partition(SOLUTION_ONLY)
            found += [line.rstrip()] if marker else []
    return ["\n".join(found)] if found else []


def _text(node: ast.stmt, source: str) -> str:
    """The lines of a definition; those of a docstring are left out, for the stub has them too."""
    lines = source.split("\n")
    text = lines[node.lineno - 1 : node.end_lineno]
    if isinstance(node, ast.FunctionDef) and ast.get_docstring(node) is not None:
        docstring = node.body[0]
        text = lines[node.lineno - 1 : docstring.lineno - 1] + lines[docstring.end_lineno or 0 : node.end_lineno]
    return "\n".join(text)
