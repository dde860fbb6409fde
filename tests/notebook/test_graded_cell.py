"""A cell under `%%grade` is refused with a sentence, before anything is written, unless it is definitions alone."""

import pytest

from grader.course.syllabus import Syllabus
from grader.notebook.graded_cell import (
    CellRefused,
    read_cell,
    refuse_lost_names,
    refuse_missing_libraries,
    refuse_other_exercises,
)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param("", "The cell is empty.", id="nothing"),
        pytest.param("# later\n", "The cell defines no function.", id="a comment"),
        pytest.param("def recall(tp, fn):\n    return tp /", "Line 2, `return tp /`: Python cannot read it", id="half"),
        pytest.param("def recall(tp", "was never closed", id="half a head"),
        pytest.param(
            "!pip install x\ndef recall(): pass", "`!pip install x` is a line for the notebook", id="a command"
        ),
        pytest.param("%matplotlib inline\nx = 1", "`%matplotlib inline` is a line for", id="a magic"),
        pytest.param("%%time\ndef recall(): pass", "`%%time` is a line for the notebook", id="a magic of the cell"),
        pytest.param("%%bash\nls", "`%%bash` is a line for the notebook", id="another program"),
        pytest.param("def recall(): pass\nprint(recall())", "Line 2, `print(recall())`, runs something.", id="a call"),
        pytest.param(
            "x = open('f')\ndef recall(): pass", "Line 1, `x = open('f')`, runs something.", id="a computation"
        ),
        pytest.param("def recal(tp, fn): pass", "recal is not an exercise. Did you mean recall?", id="a slip"),
        pytest.param("def _ratio(a, b): pass", "Define it in the same cell as the function", id="a helper alone"),
        pytest.param("import numpy", "The cell defines no function.", id="an import alone"),
    ],
)
def test_a_cell_that_is_not_an_answer_gets_a_sentence(text: str, sentence: str, course: Syllabus) -> None:
    with pytest.raises(CellRefused) as caught:
        read_cell(text, course)

    assert sentence in str(caught.value)
    assert str(caught.value).endswith((".", "%%grade."))


def test_functions_of_several_modules_go_where_they_belong(course: Syllabus) -> None:
    text = (
        "import numpy as np\nK = 2\n\ndef _half(x):\n    return x / K\n\n"
        "def recall(tp, fn):\n    return _half(tp)\n\ndef scale_pixels(images):\n    return np.half(images)\n"
    )

    cell = read_cell(text, course)

    assert [exercise.id for exercise in cell.exercises] == ["preprocessing.scale_pixels", "metrics.recall"]
    assert [sorted(each.binds) for each in cell.of_module("metrics")] == [["K"], ["_half"], ["recall"]]
    assert [sorted(each.binds) for each in cell.of_module("preprocessing")] == [["np"], ["scale_pixels"]]


@pytest.mark.parametrize(
    ("name", "given", "remedy"),
    [
        pytest.param("mean", "", "Make it a parameter, or define it in this cell.", id="a number"),
        pytest.param("math", "import math", "Put this into the cell: import math", id="an import"),
        pytest.param("scale_pixels", "", "from exercises.preprocessing import scale_pixels", id="another module's"),
    ],
)
def test_a_name_of_another_cell_is_the_mistake_of_notebooks(
    name: str, given: str, remedy: str, course: Syllabus
) -> None:
    cell = read_cell(f"def recall(tp, fn):\n    return tp / {name} + len(tp)", course)

    with pytest.raises(CellRefused) as caught:
        refuse_lost_names(cell, "metrics", ["np", "recall"], {name: given, "np": "import numpy as np"}, course)

    assert f"recall uses {name}, which is in another cell and not in metrics.py." in str(caught.value)
    assert str(caught.value).endswith(remedy)


def test_names_that_nobody_has_are_the_graders_business(course: Syllabus) -> None:
    cell = read_cell("def recall(tp, fn):\n    return tpp", course)

    refuse_lost_names(cell, "metrics", ["recall"], {"x": ""}, course)
    refuse_lost_names(cell, "metrics", ["recall", "tpp"], {"tpp": ""}, course)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        pytest.param("from google.colab import drive", "google.colab", id="of another machine"),
        pytest.param("import sklearn, no_such_library.part as part", "no_such_library.part", id="behind another"),
    ],
)
def test_a_library_that_is_not_installed_never_gets_into_the_module(line: str, name: str, course: Syllabus) -> None:
    cell = read_cell(f"import math\n{line}\ndef recall(tp, fn):\n    return tp", course)

    with pytest.raises(CellRefused) as caught:
        refuse_missing_libraries(cell, ["metrics"])

    assert str(caught.value).startswith(f"Line 2, `{line}`: {name} is not installed")
    assert str(caught.value).endswith("Remove the import, or move it into another cell.")


def test_what_is_installed_or_the_students_own_may_be_imported(course: Syllabus) -> None:
    lines = "import os.path\nimport numpy.linalg\nfrom tensorflow.keras import layers\nimport helpers\n"
    lines += "from exercises.preprocessing import one_hot\nfrom .preprocessing import add_channel\n"

    refuse_missing_libraries(read_cell(f"{lines}def recall(tp, fn):\n    return tp", course), ["metrics", "helpers"])


def test_the_name_behind_the_magic_is_one_of_the_cell(course: Syllabus) -> None:
    cell = read_cell("def accuracy(tp, fp, fn, tn):\n    return tp", course)
    refuse_other_exercises(cell, "", course)
    refuse_other_exercises(cell, "metrics", course)
    refuse_other_exercises(cell, "accuracy", course)

    with pytest.raises(CellRefused, match=r"names metrics.recall, but the cell defines accuracy. Write %%grade alone"):
        refuse_other_exercises(cell, "metrics.recall", course)
