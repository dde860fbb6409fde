"""The notebooks of the course: made from the solutions as the stubs are, a contract, a stub and an example each."""

import ast
import json
import re
import tomllib
from pathlib import Path
from typing import Any

from grader.course.latex import set_formula
from grader.course.stubs import stub_of
from grader.course.syllabus import Exercise, Syllabus
from grader.util.text import counted

EXAMPLES = Path(__file__).with_name("examples.toml")
# Once more what jupyter writes: with it, every program knows which kernel to start.
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
LOAD = """\
import sys

sys.path.insert(0, "..")  # the folder of the kit
%load_ext grader.notebook
"""
HOW = """\
Run the first cell. Then write each function below `%%grade` and run its cell (Shift+Enter): it is written into
`exercises/{module}.py` and graded there, in a fresh process, so that nothing you ran before can change the result.
Stuck? `%hint {first}` gives a hint, `%reset {first}` starts over, and `%progress` shows where you are.
"""
_PARTS = re.compile(r"^(?P<name>[A-Z][a-z]+): +", re.MULTILINE)


def notebooks_of(solutions: Path, syllabus: Syllabus) -> dict[str, str]:
    """The notebook of each module that has a solution, by the name of its file."""
    examples = tomllib.loads(EXAMPLES.read_text(encoding="utf-8"))
    made = {}
    for module in syllabus.modules:
        file = solutions / f"{module.name}.py"
        if file.is_file():
            stub = stub_of(file.read_text(encoding="utf-8"))
            cells = _cells(stub, module.title, syllabus.of_module(module.name), examples)
            content = {"cells": cells, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}
            made[f"{module.name}.ipynb"] = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    return made


def _cells(stub: str, title: str, exercises: tuple[Exercise, ...], examples: dict[str, Any]) -> list[dict[str, Any]]:
    tree = ast.parse(stub)
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    written = [exercise for exercise in exercises if exercise.function in functions]
    if not written:
        return []
    module = written[0].module
    about = (ast.get_docstring(tree) or "").partition("\nGrade just this module")[0].strip()
    intro = HOW.format(module=module, first=written[0].id)
    cells = [
        _markdown(f"{module}-title", f"# {title}\n\n{about}\n\n{intro}"),
        _code(
            f"{module}-start", "\n".join(filter(None, [LOAD, _top(tree), examples.get("start", {}).get(module, "")]))
        ),
    ]
    for exercise in written:
        function = functions[exercise.function]
        cells += [
            _markdown(f"{exercise.function}-contract", _contract(exercise, function)),
            _code(f"{exercise.function}-stub", f"%%grade\n{_header(function, stub)}\n    raise NotImplementedError"),
        ]
        if example := examples.get("examples", {}).get(exercise.id):
            cells.append(_code(f"{exercise.function}-example", example))
    return [*cells, _code(f"{module}-progress", "%progress")]


def _top(tree: ast.Module) -> str:
    """The imports and names of the module, as a notebook next to its folder has them."""
    lines = [
        f"from exercises.{node.module} import {', '.join(each.name for each in node.names)}"
        if isinstance(node, ast.ImportFrom) and node.level
        else ast.unparse(node)
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom | ast.Assign | ast.AnnAssign)
    ]
    return "\n".join(lines) + "\n" if lines else ""


def _header(function: ast.FunctionDef, stub: str) -> str:
    """The lines of a function before its docstring."""
    return "\n".join(stub.split("\n")[function.lineno - 1 : function.body[0].lineno - 1])


def _contract(exercise: Exercise, function: ast.FunctionDef) -> str:
    """The docstring as Markdown: its formula in LaTeX, its parameters as code, its example as one."""
    text, _, source = (ast.get_docstring(function) or "").partition("\nSource:")
    prose, arrow, doctest = text.partition("\n>>> ")
    summary, *parts = _PARTS.split(prose)
    names = [each.arg for each in function.args.args]
    points = counted(exercise.points, "point")
    lines = [f"## {exercise.title}", "", f"`{exercise.id}`, {points}{', bonus' if exercise.bonus else ''}", ""]
    lines += [_plain(summary, names), ""]
    for name, content in zip(parts[::2], parts[1::2], strict=True):
        # A line that begins with a quotation mark is one of several formulas.
        said = [" ".join(each.split()) for each in re.split(r'\n\s*(?=")', content)]
        shown = "<br>".join(set_formula(each) if name == "Formula" else _plain(each, names) for each in said)
        lines.append(f"- **{name}:** {shown}")
    if arrow:
        lines += ["", "```python", *f">>> {doctest}".strip().split("\n"), "```"]
    if source:
        lines += ["", f"Source: {_plain(source, [])}"]
    return "\n".join(lines)


def _plain(text: str, names: list[str]) -> str:
    """A sentence as Markdown takes it, with the parameters as code."""
    shown = re.sub(r"([*<$\\])", r"\\\1", " ".join(text.split()))
    return re.sub(rf"(?<![\w\"])({'|'.join(map(re.escape, names))})(?![\w\"])", r"`\1`", shown) if names else shown


def _markdown(name: str, text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": _id(name), "metadata": {}, "source": _lines(text)}


def _code(name: str, text: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": _id(name),
        "metadata": {},
        "outputs": [],
        "source": _lines(text),
    }


def _id(name: str) -> str:
    return name.replace("_", "-")[:64]


def _lines(text: str) -> list[str]:
    return text.strip("\n").splitlines(keepends=True)
