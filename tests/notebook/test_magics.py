"""The magics in a real kernel: what they write, show and refuse, and that nothing in the kernel changes a verdict."""

import json
import random
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.conftest import SOLUTIONS, STUBS
from tests.support import commands
from tests.support.commands import copy_of_kit
from tests.support.kernel import Kernel, kernel

pytestmark = pytest.mark.filterwarnings("default")  # jupyter_client's, which says that it is about to change

ORDERS = 100
PID = "get_ipython().magics_manager.registry['KataMagics']._grader._process.pid"
# By exercise: a right answer, a wrong one, and one that works in a notebook with other cells alone.
ANSWERS = {
    "scale_pixels": ("return np.divide(images, 255, dtype=np.float32)", "return images / 255"),
    "add_channel": ("return images[..., np.newaxis]", "return images[np.newaxis]"),
    "flatten_images": (
        "return images.reshape(len(images), images.shape[1] * images.shape[2])",
        "return images.ravel()",
    ),
}
# Cells that a grader in this kernel would stumble over.
DISTURBANCES = [
    "import numpy as np\nnp.divide = np.reshape = np.testing.assert_array_equal = None",
    "scale_pixels = add_channel = flatten_images = lambda images: images",
    "import sys, builtins\nbuiltins.len = builtins.len\nsys.modules['grader.checks'] = None",
    "import random, time\nrandom.seed(1)\ntime.perf_counter = lambda: 0.0",
    "images = [1, 2, 3]",
    "%grade preprocessing.one_hot",
]


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of_kit(tmp_path_factory.mktemp("notebook"))


@pytest.fixture(scope="module")
def notebook(kit: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    with kernel(kit, DIGIT_KATA_CACHE=str(tmp_path_factory.getbasetemp() / "cache")) as found:
        yield found


@pytest.fixture(autouse=True)
def stubs(kit: Path) -> None:
    """The stubs as they were handed out."""
    shutil.rmtree(kit / "exercises")
    shutil.copytree(STUBS, kit / "exercises", ignore=shutil.ignore_patterns("__pycache__"))


def cell(function: str, body: str) -> str:
    return f"%%grade\ndef {function}(images):\n    {body}\n"


def statuses(text: str) -> dict[str, str]:
    """What became of each exercise, in the text of a report."""
    return dict(re.findall(r"^ (\w+) .*[✔✘·↷!] (\w+)", text, re.MULTILINE))


@pytest.mark.slow
def test_a_cell_is_written_graded_and_shown(notebook: Kernel, kit: Path) -> None:
    (shown,) = notebook.run(cell("scale_pixels", "return images / 256"))
    text, page = shown["data"]["text/plain"], shown["data"]["text/html"]

    assert statuses(text) == {"scale_pixels": "failed"}
    assert "%hint preprocessing.scale_pixels" in text
    assert all(len(line) <= 80 for line in text.split("\n"))
    assert '<span class="status failed">' in page
    assert "<dt>returned</dt>" in page
    assert "return images / 256" in (kit / "exercises" / "preprocessing.py").read_text()

    assert statuses(notebook.shown(cell("scale_pixels", ANSWERS["scale_pixels"][0]))) == {"scale_pixels": "passed"}


def test_the_functions_can_be_tried_in_other_cells(notebook: Kernel) -> None:
    notebook.run(cell("add_channel", "return images + 1"))

    assert notebook.shown("add_channel(2)") == "3"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param("%%grade\nprint('ran')", "runs something", id="a call"),
        pytest.param(
            "%%grade\n!touch ran\ndef scale_pixels(images):\n    pass", "is a line for the notebook", id="shell"
        ),
        pytest.param("%%grade\ndef scale_pixels(images)", "Python cannot read it", id="half a function"),
        pytest.param(
            "%%grade\nfrom google.colab import drive\ndef scale_pixels(images):\n    pass",
            "google.colab is not installed where this is graded.",
            id="a library of another machine",
        ),
        pytest.param("%grade preprocesing", "Did you mean preprocessing", id="a slip"),
        pytest.param("%hint", "Name one exercise", id="no exercise"),
        pytest.param("%hint scale_pixels 4", "The levels are 1 to 3", id="no such hint"),
        pytest.param("%solution scale_pixels", "has not passed in its current form", id="too early"),
        pytest.param("%reset scale_pixels", "is already a stub", id="a stub"),
        pytest.param("%reset scale_pixel", "Did you mean", id="a slip, which must not ask to delete all variables"),
        pytest.param("%quiz metrics 2", "Name one exercise: %quiz", id="a module's questions"),
        pytest.param(
            "%quiz scale_pixels 9",
            "The question about preprocessing.scale_pixels opens when the exercise has passed: %grade preprocessing.sc",
            id="a closed question",
        ),
    ],
)
def test_what_cannot_be_done_is_a_sentence_and_changes_nothing(
    text: str, sentence: str, notebook: Kernel, kit: Path
) -> None:
    (shown,) = notebook.run(text)

    assert sentence in shown["data"]["text/plain"]
    assert 'class="wrong"' in shown["data"]["text/html"]
    assert (kit / "exercises" / "preprocessing.py").read_bytes() == (STUBS / "preprocessing.py").read_bytes()
    assert not (kit / "ran").exists()


def test_a_name_of_another_cell_is_named_before_anything_is_graded(notebook: Kernel, kit: Path) -> None:
    notebook.run("import math\nlargest = 255")

    text = notebook.shown(cell("scale_pixels", "return (images / largest).astype(np.float32)"))
    imported = notebook.shown(cell("scale_pixels", "return images / math.pi"))

    assert "scale_pixels uses largest, which is in another cell and not in preprocessing.py." in text
    assert imported.endswith("Put this into the cell: import math")
    assert (kit / "exercises" / "preprocessing.py").read_bytes() == (STUBS / "preprocessing.py").read_bytes()


def test_hint_solution_reset_and_progress_follow_the_exercise(notebook: Kernel, kit: Path) -> None:
    first = notebook.shown("%hint scale_pixels")
    notebook.run(cell("scale_pixels", ANSWERS["scale_pixels"][0]))
    every = notebook.shown("%hint scale_pixels")
    answer = notebook.shown("%solution scale_pixels")
    progress = notebook.shown("%progress")
    reset = notebook.shown("%reset scale_pixels")

    assert first.endswith("More: %hint preprocessing.scale_pixels 2")
    assert "Passed. The model answer: %solution" in every
    assert "return np.divide(images, 255, dtype=np.float32)" in answer
    assert re.search(r"^1 of 28 exercises passed\.\npreprocessing\.scale_pixels +3  passed$", progress, re.MULTILINE)
    assert "scale_pixels is a stub again" in reset
    assert (kit / "exercises" / "preprocessing.py.before-reset-1").exists()


def test_a_question_is_asked_and_answered(notebook: Kernel, kit: Path) -> None:
    none = notebook.shown("%quiz metrics")
    closed = notebook.shown("%quiz metrics.f_score")
    shutil.copy(SOLUTIONS / "metrics.py", kit / "exercises")
    notebook.run("%grade metrics.f_score")
    no_choice = notebook.shown("%quiz metrics.f_score much")
    asked = notebook.shown("%quiz metrics.f_score")
    wrong = notebook.shown("%quiz metrics.f_score 0.55")
    right = notebook.shown("%quiz metrics.f_score 0.18")

    assert none == "0 of 0 open questions answered correctly; 11 more open as you pass exercises."
    assert "opens when the exercise has passed: %grade metrics.f_score" in closed
    assert "much is not a number. Answer with one such as 42 or 0.25." in no_choice
    assert "Precision is 1, recall 0.1." in asked
    assert "Answer with a number: %quiz metrics.f_score" in asked
    assert "Right is: 0.182" in wrong
    assert "Right." in right


def test_the_reset_of_ipython_is_still_there(notebook: Kernel) -> None:
    notebook.run("kept = 1")
    notebook.run("%reset -f")

    assert notebook.shown("'kept' in dir()") == "False"


@pytest.mark.slow
def test_what_takes_longer_is_one_line_that_changes_into_the_report(notebook: Kernel) -> None:
    notebook.run(cell("scale_pixels", "import time; time.sleep(0.8)\n    return images"))
    notebook.run(cell("add_channel", ANSWERS["add_channel"][0]))

    (shown,) = notebook.run("%grade scale_pixels add_channel")

    assert statuses(shown["data"]["text/plain"]) == {"scale_pixels": "failed", "add_channel": "passed"}


def test_a_grading_process_that_was_lost_is_started_again(notebook: Kernel) -> None:
    lost = int(notebook.shown(PID))
    psutil.Process(lost).kill()

    first = notebook.shown("%progress")
    text = first if "exercises passed" in first else notebook.shown("%progress")

    assert "exercises passed" in text
    assert int(notebook.shown(PID)) != lost


def test_nothing_is_left_when_the_kernel_ends(kit: Path) -> None:
    with kernel(kit) as found:
        process = psutil.Process(int(found.shown(PID)))
        found.run("%grade add_channel")
        family = [process, *process.children(recursive=True)]

    _, alive = psutil.wait_procs(family, timeout=30)
    assert alive == []


@pytest.mark.slow
def test_a_verdict_is_that_of_grade_in_any_order_of_cells(notebook: Kernel, kit: Path, tmp_path: Path) -> None:
    generator = random.Random(20)
    written = dict.fromkeys(ANSWERS, "todo")
    differing = []
    for number in range(ORDERS):
        cells = [(name, place) for name, found in ANSWERS.items() for place in range(len(found))]
        order = [*generator.sample(cells, 2), None]
        generator.shuffle(order)
        for chosen in order:
            if chosen is None:
                notebook.run(generator.choice(DISTURBANCES))
                continue
            name, place = chosen
            written[name] = ("passed", "failed")[place]
            shown = statuses(notebook.shown(cell(name, ANSWERS[name][place])))
            if shown != {name: written[name]}:
                differing.append((number, chosen, shown))
        if number % 10 == 0:
            # A process of its own: gradings in this one kill its children in other sessions, the kernel among them.
            commands.run("grade", *ANSWERS, "--json", tmp_path / "report.json", folder=kit)
            report = json.loads((tmp_path / "report.json").read_text())
            found = {each["id"].partition(".")[2]: each["status"] for each in report["exercises"]}
            assert found == written == statuses(notebook.shown(f"%grade {' '.join(ANSWERS)}"))

    assert differing == []


@pytest.mark.slow
def test_the_notebook_of_a_module_solved_from_first_to_last_cell_passes(kit: Path) -> None:
    import nbformat  # here, for it takes a second

    solution = (SOLUTIONS / "preprocessing.py").read_text(encoding="utf-8")
    made = nbformat.read(STUBS.parent / "notebooks" / "preprocessing.ipynb", as_version=4)
    functions = dict(re.findall(r"^(?=def (\w+))(def .*?)(?=^def |\Z)", solution, re.M | re.S))
    top = "from numpy.lib.stride_tricks import sliding_window_view\n_LARGEST_SHIFT = 2\n\n\n"
    (kit / "notebooks").mkdir(exist_ok=True)
    began = time.monotonic()

    with kernel(kit, DIGIT_KATA_DATA="digits") as found:
        for each in made.cells:
            if each.cell_type != "code":
                continue
            text = each.source.replace('sys.path.insert(0, "..")', "").replace("load()", 'load("digits")')
            if text.startswith("%%grade"):
                name = re.search(r"def (\w+)", text)[1]  # type: ignore[index]
                text = f"%%grade\n{top if name == 'augment_images' else ''}{functions[name]}"
            outputs = found.run(text)
            if text.startswith("%%grade"):
                assert statuses(outputs[0]["data"]["text/plain"]) == {name: "passed"}
            elif each.id.endswith("-example"):
                assert outputs
        found.run("%grade preprocessing")  # an import of a later cell is one of all functions of the module
        assert "6 of 28 exercises passed." in found.shown("%progress")
    assert time.monotonic() - began < 600
