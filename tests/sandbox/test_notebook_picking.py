"""A notebook that was handed in is graded by its definitions; nothing else runs, and what was left out is said."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.report.report import Report
from grader.sandbox import notebook_picking
from grader.sandbox.notebook_picking import LARGEST_NOTEBOOK
from grader.sandbox.submission import LARGEST_MODULE, Submission, SubmissionError, read
from tests.conftest import SOLUTIONS, STUBS
from tests.support.notebooks import notebook, solved


class Here:
    """What answers as a worker would, without the start of one."""

    def __init__(self, notebook_cells: Any) -> None:
        self._cells = notebook_cells

    def ask(
        self, _doing: str, _limit: float, *, op: str, content: np.ndarray, wanted: dict[str, list[str]], exported: bool
    ) -> dict[str, Any]:
        found: dict[str, Any] = getattr(self._cells, op)(content.tobytes().decode(), wanted, exported=exported)
        return found

    def close(self) -> None:
        pass


@pytest.fixture(autouse=True)
def read_here(request: pytest.FixtureRequest, far_side: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Read cells in this process; those of a hostile notebook are read in a worker, as a student's always are."""
    if request.node.get_closest_marker("hostile") is None:
        notebook_picking.picked.cache_clear()
        monkeypatch.setattr(notebook_picking, "Connection", lambda: Here(far_side["notebook_cells"]))


def handed_in(folder: Path, **files: str) -> Submission:
    """What is read of a folder with these files; `__` in a name stands for its dot."""
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return read(folder)


def test_definitions_imports_and_constants_are_picked_and_nothing_else(tmp_path: Path) -> None:
    cells = [
        "%matplotlib inline\nimport numpy as np\nimport os, sys\nfrom google.colab import drive\n!pip install numpy",
        "drive.mount('/content')\nCLASSES = 10\nNAMES = {0: 'zero', 1: CLASSES}\nimages = np.zeros(3)",
        "%%time\ndef first(x):\n    return np.sum(x) + CLASSES",
        "%%bash\nrm -rf /",
        "if True:\n    !ls\nprint(first(1))\nfor i in range(3):\n    print(i)",
        "class Helper:\n    def size(self):\n        return NAMES",
    ]

    found = handed_in(tmp_path, metrics__ipynb=notebook(*cells))

    assert found.sources["metrics"] == (
        "import numpy as np\nCLASSES = 10\nNAMES = {0: 'zero', 1: CLASSES}\n\n\n"
        "def first(x):\n    return np.sum(x) + CLASSES\n\n\n"
        "class Helper:\n    def size(self):\n        return NAMES\n"
    )
    assert found.notes[0] == "metrics.ipynb was taken for metrics.py."
    assert {note.word for note in found.notes} == {"a notebook"}
    assert "2 functions, 1 import and 2 constants picked" in found.notes[1]
    assert "5 statements outside functions (code cells 2 and 5)" in found.notes[1]
    assert "4 lines for the notebook" in found.notes[1]
    assert "1 cell for another program" in found.notes[1]


@pytest.mark.parametrize(
    ("cell", "left"),
    [
        pytest.param("x = 3\ny = -x, [x, 'a']", ["x = 3", "y = -x, [x, 'a']"], id="literals, and names of others"),
        pytest.param("Numbers = float | list[int]", ["Numbers = float | list[int]"], id="a type"),
        pytest.param("f = lambda x: open(x)", ["f = lambda x: open(x)"], id="a function without a name"),
        pytest.param("SEEN = frozenset({1, 2})", ["SEEN = frozenset({1, 2})"], id="Python's own constructor"),
        pytest.param("x = open('a')\ny = x", [], id="a call, and what is made of it"),
        pytest.param("x = [i for i in (1, 2)]", [], id="a loop in brackets"),
        pytest.param("a = 1; print(a)", ["a = 1"], id="two statements on one line"),
        pytest.param("from os import *", ["from os import *"], id="an import of everything"),
        pytest.param("import a.b", [], id="an import that nothing uses"),
        pytest.param("n: int = 4", ["n: int = 4"], id="a constant with a type"),
        pytest.param("n = 4\nn += 1", ["n = 4"], id="a counter"),
        pytest.param("x = 17 \\\n    % 5", ["x = 17 \\\n    % 5"], id="an operator at the start of a line"),
        pytest.param("files = !ls\nn = 4", ["n = 4"], id="a command whose output is kept"),
        pytest.param("n?\nn = 4", ["n = 4"], id="a question"),
    ],
)
def test_what_only_computes_is_left_out(cell: str, left: list[str], tmp_path: Path) -> None:
    found = handed_in(tmp_path, metrics__ipynb=notebook(cell, "def f():\n    pass"))

    assert found.sources["metrics"].replace("\n\n\ndef f():\n    pass\n", "").strip() == (
        "\n".join(left) or "def f():\n    pass"
    )


def test_the_last_definition_counts_as_in_a_notebook(tmp_path: Path) -> None:
    stub, wrong, right = (f"%%grade\ndef precision(tp, fp):\n    {body}" for body in ("pass", "return 0", "return 1"))

    found = handed_in(tmp_path, metrics__ipynb=notebook(stub, wrong, right))

    assert found.sources["metrics"] == "def precision(tp, fp):\n    return 1\n"


def test_a_function_that_needs_what_a_cell_computes_is_named(tmp_path: Path) -> None:
    found = handed_in(
        tmp_path, metrics__ipynb=notebook("mean = sum([1, 2])", "def recall(tp, fn):\n    return tp / mean")
    )

    assert found.notes[-1] == (
        "metrics.ipynb: recall uses mean, which code cell 1 computes outside functions. That code does not run "
        "in a grading: compute the value inside, or pass it."
    )


def test_a_cell_that_python_cannot_read_takes_nothing_but_itself_away(tmp_path: Path) -> None:
    found = handed_in(
        tmp_path, metrics__ipynb=notebook("def recall(tp, fn):\n    return tp /", "def f():\n    return 1")
    )

    assert found.sources["metrics"] == "def f():\n    return 1\n"
    assert (
        "code cell 1, line 2: Python cannot read it (invalid syntax). It was left out, with recall." in found.notes[-1]
    )


def test_one_notebook_for_everything_gives_each_module_what_it_needs(
    tmp_path: Path, grade: Callable[..., Report]
) -> None:
    texts = [(SOLUTIONS / f"{module}.py").read_text(encoding="utf-8") for module in ("preprocessing", "metrics")]

    found = handed_in(tmp_path, homework__ipynb=notebook(*texts, "1 / 0"))
    report = grade(tmp_path, "preprocessing", "metrics")

    assert set(found.sources) == {"preprocessing", "metrics"}
    assert "def precision" not in found.sources["preprocessing"]
    assert "def _area" in found.sources["metrics"]
    assert found.notes[0] == "homework.ipynb was taken for preprocessing.py, metrics.py."
    assert {outcome.status for outcome in report.outcomes} == {"passed"}


def test_the_module_counts_where_a_notebook_has_the_same_name(tmp_path: Path) -> None:
    found = handed_in(tmp_path, metrics__py="x = 1\n", metrics__ipynb=notebook("def f():\n    pass"))

    assert found.sources == {"metrics": "x = 1\n"}
    assert found.notes == ("metrics.py counts; metrics.ipynb was ignored.",)


def test_two_notebooks_with_the_same_functions_are_both_left_alone(tmp_path: Path) -> None:
    found = handed_in(
        tmp_path,
        one__ipynb=notebook("def recall(tp, fn):\n    return 1"),
        two__ipynb=notebook("def recall(tp, fn):\n    return 2"),
    )

    assert found.sources == {}
    assert "one.ipynb and two.ipynb could each be metrics.py. Keep one of them." in str(found.faults["metrics"])


def test_an_exported_file_keeps_its_lines_and_runs_nothing(tmp_path: Path) -> None:
    exported = (
        "#!/usr/bin/env python\n# coding: utf-8\n\n# In[1]:\n\nget_ipython().system('pip install numpy')\n"
        "import numpy as np\n\n# In[2]:\n\ndef recall(tp, fn):\n    return np.sum(tp)\n\nprint(recall(1, 2))\n"
    )

    found = handed_in(tmp_path, metrics__py=exported)

    lines = found.sources["metrics"].split("\n")
    assert lines[6] == "import numpy as np"
    assert lines[10:12] == ["def recall(tp, fn):", "    return np.sum(tp)"]
    assert [line for line in lines if line and "np" not in line] == ["def recall(tp, fn):"]
    assert "2 statements outside functions" in found.notes[0]
    assert found.notes[0].word == "a notebook"


def test_what_colab_exports_is_a_notebook_too(tmp_path: Path) -> None:
    exported = (
        '# -*- coding: utf-8 -*-\n"""Untitled0.ipynb\n\nAutomatically generated by Colab.\n"""\n\n'
        "from google.colab import drive\ndrive.mount('/content/drive')\n!pip install numpy\n\n"
        "def recall(tp, fn):\n    return tp\n"
    )

    found = handed_in(tmp_path, metrics__py=exported)

    assert found.sources["metrics"].split("\n")[10:12] == ["def recall(tp, fn):", "    return tp"]
    assert found.notes[0].word == "a notebook"


def test_an_exported_file_with_a_syntax_error_is_graded_as_it_is(tmp_path: Path) -> None:
    text = "# %%\ndef recall(tp, fn):\n    return tp /\n"

    assert handed_in(tmp_path, metrics__py=text).sources == {"metrics": text}


def test_functions_of_other_modules_are_imported_as_the_kit_does_it(tmp_path: Path) -> None:
    text = notebook(
        "from exercises.models import build_cnn", "def train_cnn(images, labels, seed=0):\n    return build_cnn()"
    )

    assert handed_in(tmp_path, training__ipynb=text).sources["training"].startswith("from .models import build_cnn\n")


def test_an_old_notebook_is_read(tmp_path: Path) -> None:
    sheet = {"cells": [{"cell_type": "code", "input": ["def f():\n", "    return 1"]}, {"cell_type": "markdown"}]}

    found = handed_in(tmp_path, metrics__ipynb=json.dumps({"worksheets": [sheet], "nbformat": 3}))

    assert found.sources["metrics"] == "def f():\n    return 1\n"


@pytest.mark.hostile
@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param("", "it is not a notebook", id="nothing"),
        pytest.param("[" * 200_000, "it is nested too deeply", id="lists in lists"),
        pytest.param('{"cells": ' + "1" * 10_000 + "}", "it is not a notebook", id="a long number"),
        pytest.param("[1, 2]", "it is JSON, but not a notebook", id="a list"),
        pytest.param('{"cells": {"a": 1}}', "it is JSON, but has no cells", id="cells that are none"),
        pytest.param(
            '{"cells": [1, null, {"cell_type": "code", "source": 1}]}', "code cell 1 is not text", id="numbers"
        ),
        pytest.param('{"cells": [{"cell_type": "markdown", "source": "x"}]}', "there is no code cell", id="only text"),
        pytest.param(notebook(*["x = 1"] * 2_001), "2,001 code cells are more than", id="many cells"),
        pytest.param(notebook("x = 1\n" * 5_001), "more than 5,000 statements", id="many statements"),
        pytest.param("{" + '"a": [[]],' * 1_000_000, "it is not a notebook", id="a million lists"),
    ],
)
def test_what_is_no_notebook_is_a_fault_of_its_module(text: str, sentence: str, tmp_path: Path) -> None:
    (tmp_path / "models.py").write_text("x = 1")

    found = handed_in(tmp_path, metrics__ipynb=text)

    assert list(found.sources) == ["models"]
    assert sentence in str(found.faults["metrics"])
    assert str(found.faults["metrics"]).endswith(".")


@pytest.mark.hostile
@pytest.mark.parametrize(
    "cell",
    [
        pytest.param("x = " + "(" * 5_000, id="open brackets"),
        pytest.param("x = " + "-" * 100_000 + "1", id="many signs"),
        pytest.param("x = a" + ".b" * 50_000, id="many attributes"),
        pytest.param("\0", id="a byte 0"),
        pytest.param("'\ud800'", id="half a surrogate"),
        pytest.param("%" * 10_000 + "a" * 10_000, id="a long magic"),
        pytest.param(", ".join("ab" * 2_000) + "!", id="a long line that could be a command's"),
    ],
)
def test_a_hostile_cell_takes_nothing_but_itself_away(cell: str, tmp_path: Path) -> None:
    found = handed_in(tmp_path, metrics__ipynb=notebook(cell, "def f():\n    return 1"))

    assert found.sources["metrics"].endswith("def f():\n    return 1\n")
    assert all(len(note) < 800 and "\n" not in note for note in found.notes)


def test_a_notebook_that_is_too_large_is_named(tmp_path: Path) -> None:
    with (tmp_path / "metrics.ipynb").open("wb") as file:
        file.truncate(LARGEST_NOTEBOOK + 1)

    assert "Clear its outputs" in str(read(tmp_path).faults["metrics"])


def test_pictures_in_a_notebook_do_not_count(tmp_path: Path) -> None:
    made = json.loads(notebook("def f():\n    return 1"))
    made["cells"][0]["outputs"] = [{"data": {"image/png": "A" * (2 * LARGEST_MODULE)}}]

    assert handed_in(tmp_path, metrics__ipynb=json.dumps(made)).sources["metrics"] == "def f():\n    return 1\n"


def test_a_folder_whose_notebooks_have_no_function_of_the_course_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SubmissionError, match=r"plan\.ipynb: it contains no function of the course"):
        handed_in(tmp_path, plan__ipynb=notebook("x = 1"))


def test_a_solution_in_a_notebook_earns_what_the_module_earns(tmp_path: Path, grade: Callable[..., Report]) -> None:
    plots = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"
    (tmp_path / "metrics.ipynb").write_text(solved(SOLUTIONS / "metrics.py", plots), encoding="utf-8")

    report = grade(tmp_path, "metrics")

    assert {outcome.status for outcome in report.outcomes} == {"passed"}
    assert any("metrics.ipynb was taken for metrics.py." in note for note in report.notes)


def test_a_stub_in_a_notebook_is_still_to_do(tmp_path: Path, grade: Callable[..., Report]) -> None:
    (tmp_path / "metrics.ipynb").write_text(solved(STUBS / "metrics.py"), encoding="utf-8")

    assert {outcome.status for outcome in grade(tmp_path, "metrics").outcomes} == {"todo"}
