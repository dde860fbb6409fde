"""What a cell defines takes its place in the module; all else there stays, and nothing of the student's is lost."""

import ast
import random
from pathlib import Path

import pytest

from grader.course.definitions import definitions
from grader.course.syllabus import Syllabus
from grader.notebook.graded_cell import CellRefused, read_cell
from grader.notebook.module_writing import ModuleFile
from tests.conftest import SOLUTIONS, STUBS

RECALL = "def recall(tp, fn):\n    return tp\n"


def written(file: Path, text: str, course: Syllabus, own: set[str] | None = None) -> Path | None:
    """The copy that writing a cell into metrics.py has made, if any."""
    module = ModuleFile(file)
    cell = read_cell(text, course, module.names)
    return module.write(module.with_statements(cell.of_module("metrics")), set() if own is None else own)


@pytest.mark.parametrize("module", ["preprocessing", "metrics"])
def test_the_stubs_with_all_solutions_written_in_any_order_are_the_solutions(
    module: str, tmp_path: Path, course: Syllabus
) -> None:
    solution = (SOLUTIONS / f"{module}.py").read_text(encoding="utf-8")
    wanted = definitions(ast.parse(solution))
    names = [exercise.function for exercise in course.of_module(module)]
    helpers = [node for name, node in wanted.items() if name.startswith("_")]
    imports = [node for node in ast.parse(solution).body if isinstance(node, ast.Import | ast.ImportFrom)]
    random.Random(1).shuffle(names)
    (tmp_path / f"{module}.py").write_text((STUBS / f"{module}.py").read_text(encoding="utf-8"), encoding="utf-8")

    for name in names:
        text = "\n\n".join(map(ast.unparse, [*imports, *helpers, wanted[name]]))
        file = ModuleFile(tmp_path / f"{module}.py")
        cell = read_cell(text, course, file.names)
        assert file.write(file.with_statements(cell.of_module(module)), set()) is None

    after = (tmp_path / f"{module}.py").read_text(encoding="utf-8")
    found = definitions(ast.parse(after))
    assert {name: ast.unparse(node) for name, node in found.items()} == {
        name: ast.unparse(node) for name, node in wanted.items()
    }
    assert ast.get_docstring(ast.parse(after)) == ast.get_docstring(ast.parse(solution))


def test_the_contract_and_comments_stay(tmp_path: Path, course: Syllabus) -> None:
    file = tmp_path / "metrics.py"
    file.write_text(
        '"""Mine."""\n\nX = 1  # kept\n\n\n# about recall\ndef recall(tp, fn):\n    """The contract."""\n'
        "    raise NotImplementedError\n\n\ndef mine():\n    return X\n"
    )

    written(file, "import math\n" + RECALL, course)

    assert file.read_text() == (
        '"""Mine."""\n\nimport math\n\nX = 1  # kept\n\n\n# about recall\n'
        'def recall(tp, fn):\n    """The contract."""\n'
        "    return tp\n\n\ndef mine():\n    return X\n"
    )


def test_writing_the_same_again_changes_nothing(tmp_path: Path, course: Syllabus) -> None:
    file = tmp_path / "metrics.py"
    cell = f"import math\nA, B = 1, 2\nC = 3\n\n{RECALL}"

    written(file, cell, course)
    once = file.read_text()
    written(file, cell, course)

    assert file.read_text() == once
    assert once.startswith("import math\nA, B = 1, 2\n")


def test_what_was_written_elsewhere_is_kept_in_a_copy_and_what_came_from_a_cell_is_not(
    tmp_path: Path, course: Syllabus
) -> None:
    file = tmp_path / "metrics.py"
    file.write_text("def recall(tp, fn):\n    return 'by hand'\n")
    own: set[str] = set()

    copy = written(file, RECALL, course, own)
    again = written(file, RECALL.replace("tp\n", "fn\n"), course, own)

    assert copy == tmp_path / "metrics.py.before-notebook-1"
    assert copy.read_text() == "def recall(tp, fn):\n    return 'by hand'\n"
    assert again is None
    assert file.read_text() == "def recall(tp, fn):\n    return fn\n"


def test_line_ends_of_windows_stay(tmp_path: Path, course: Syllabus) -> None:
    file = tmp_path / "metrics.py"
    file.write_bytes(
        b'import os\r\n\r\n\r\ndef recall(tp, fn):\r\n    """Contract."""\r\n    raise NotImplementedError\r\n'
    )

    written(file, "import math\n" + RECALL, course)

    assert file.read_bytes() == (
        b'import os\r\nimport math\r\n\r\n\r\ndef recall(tp, fn):\r\n    """Contract."""\r\n    return tp\r\n'
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(b"def f(:\n", "line 1: Python cannot read it. Fix that first", id="a syntax error"),
        pytest.param(b"x = '\xff'", "Save it as UTF-8 text.", id="another encoding"),
    ],
)
def test_a_module_that_cannot_be_read_is_left_as_it_is(
    content: bytes, sentence: str, tmp_path: Path, course: Syllabus
) -> None:
    file = tmp_path / "metrics.py"
    file.write_bytes(content)

    with pytest.raises(CellRefused, match=sentence):
        written(file, RECALL, course)

    assert file.read_bytes() == content


@pytest.mark.parametrize(
    ("cells", "value"),
    [
        pytest.param(
            ["from operator import truediv as f", "from operator import mul as f", "from operator import truediv as f"],
            0.5,
            id="an import that comes back",
        ),
        pytest.param(["A, B = 0.0, 1.0", "B = 7.0\nA = 1.0"], (1.0, 7.0), id="constants of a pair, one by one"),
        pytest.param(["B = 7.0\nA = 1.0", "A, B = 0.0, 1.0"], (0.0, 1.0), id="and the other way round"),
        pytest.param(["import numpy as np\nA = 1.0", "from __future__ import annotations"], 1.0, id="the future"),
    ],
)
def test_what_a_module_has_is_what_the_cells_said_last(
    cells: list[str], value: object, tmp_path: Path, course: Syllabus
) -> None:
    file = tmp_path / "metrics.py"
    file.write_text('"""Mine."""\n\nimport math\n', encoding="utf-8")
    for cell in cells:
        written(file, f"{cell}\n{RECALL}", course)
        written(file, f"{cell}\n{RECALL}", course)  # run once more, it changes nothing
    scope: dict[str, object] = {}

    exec(compile(file.read_text(encoding="utf-8"), "metrics.py", "exec"), scope)  # noqa: S102  a text of ours

    found = scope["f"](1, 2) if "f" in scope else (scope["A"], scope["B"]) if "B" in scope else scope["A"]  # type: ignore[operator]
    assert found == value


@pytest.mark.parametrize("indentation", ["  ", "\t", "    ", "        "], ids=["two", "a tab", "four", "eight"])
def test_the_contract_is_indented_as_the_cell_is(indentation: str, tmp_path: Path, course: Syllabus) -> None:
    file = tmp_path / "metrics.py"
    stub = (STUBS / "metrics.py").read_text(encoding="utf-8")
    file.write_text(stub, encoding="utf-8")
    written(file, f"def recall(tp, fn):\n{indentation}return tp\n", course)

    wanted, found = (definitions(ast.parse(text))["recall"] for text in (stub, file.read_text(encoding="utf-8")))
    assert isinstance(wanted, ast.FunctionDef)
    assert isinstance(found, ast.FunctionDef)
    assert ast.get_docstring(found) == ast.get_docstring(wanted)
    assert ast.unparse(found.body[-1]) == "return tp"


def test_an_async_function_does_not_replace_one_of_the_students_without_a_copy(
    tmp_path: Path, course: Syllabus
) -> None:
    file = tmp_path / "metrics.py"
    file.write_text(RECALL.replace("return tp", "return tp  # mine"), encoding="utf-8")
    copy = written(file, "async def recall(tp, fn):\n    return tp\n", course)

    assert copy is not None
    assert "return tp  # mine" in copy.read_text(encoding="utf-8")


def test_a_cell_that_spoils_the_module_is_refused_and_nothing_is_written(tmp_path: Path, course: Syllabus) -> None:
    file = tmp_path / "metrics.py"
    file.write_text(RECALL, encoding="utf-8")

    with pytest.raises(CellRefused, match=r"Python cannot read .*metrics\.py: .*nothing.* Change the cell\."):
        written(file, f"from __future__ import nothing\n{RECALL}", course)
    assert file.read_text(encoding="utf-8") == RECALL
