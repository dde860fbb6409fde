"""In JupyterLab under Chromium, cells are written and run with the keyboard, and show verdicts that all can read.

Chromium and npm have to be there: without them these tests are skipped, or fail with DIGIT_KATA_BROWSER=1.
"""

from collections.abc import Iterator

import pytest

from grader.course.syllabus import Syllabus
from tests.conftest import ROOT, SOLUTIONS
from tests.support.axe import faults
from tests.support.browser import Browser
from tests.support.commands import copy_of_kit
from tests.support.jupyterlab import Lab, served
from tests.support.notebooks import answers, on_the_small_digits

RIGHT = """%%grade
def precision(tp, fp):
    total = np.asarray(tp) + fp
    return np.divide(tp, total, out=np.zeros(np.shape(total)), where=total > 0)"""
WRONG = """%%grade
def precision(tp, fp):
    return tp / (tp + fp + 1)"""
REFUSED = "%%grade\nprint('ran')"
THEMES = {"JupyterLab Light": 1280, "JupyterLab Dark": 700}  # and the width of the window in pixels
SHOWN = "cell('precision-stub').node.querySelector('.digit-kata')"
OPEN_ALL = f"{SHOWN}.querySelectorAll('details').forEach(details => {{ details.open = true }})"
# What is wider than its place: a line that is cut, or that has to be pushed sideways.
CUT = f"""
(() => {{
    const whole = {SHOWN}, room = whole.parentElement.getBoundingClientRect();
    return [whole, ...whole.querySelectorAll("*")].filter(each =>
        each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).display !== "inline"
        || each.getBoundingClientRect().right > room.right + 1).map(each => each.outerHTML.slice(0, 200));
}})()
"""
VERDICTS = """
[...cell("ID").node.querySelectorAll(".digit-kata .outcomes li")].map(
    each => [each.querySelector("code").innerText, each.querySelector(".status").className])
"""


@pytest.fixture(scope="module")
def lab(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    kit = copy_of_kit(tmp_path_factory.mktemp("lab"))
    on_the_small_digits(ROOT / "notebooks", kit / "notebooks")
    with served(kit) as address:
        yield Lab(chromium, address)


def verdicts(lab: Lab, cell: str) -> dict[str, str]:
    """What a cell shows of each exercise."""
    return {name: kind.removeprefix("status ") for name, kind in lab.page.evaluate(VERDICTS.replace("ID", cell))}


# Contrast does not depend on the width, nor what is cut on the theme: two of the four say all.
@pytest.mark.parametrize(("theme", "width"), THEMES.items())
def test_right_wrong_and_refused_cells_can_be_read(theme: str, width: int, lab: Lab, axe: str) -> None:
    lab.open("metrics.ipynb", width=width)
    lab.change_theme(theme)
    lab.run("metrics-start")
    for text, status, sentence in (
        (WRONG, "failed", "A hint: %hint metrics.precision"),
        (RIGHT, "passed", "3 of 3 points"),
        (REFUSED, None, "runs something. A cell under %%grade has definitions"),
    ):
        said = lab.run("precision-stub", text)

        assert sentence in said
        assert verdicts(lab, "precision-stub") == ({"metrics.precision": status} if status else {})
        lab.page.evaluate(OPEN_ALL)
        assert faults(lab.page, axe, within=SHOWN) == []
        assert lab.page.evaluate(CUT) == []
        assert lab.page.evaluate(f"getComputedStyle({SHOWN}).colorScheme") == theme.partition(" ")[2].lower()
    lab.save()


@pytest.mark.parametrize("module", ["preprocessing", "metrics"])
def test_a_module_is_done_from_its_first_cell_to_its_last(module: str, lab: Lab, course: Syllabus) -> None:
    exercises = {each.function.replace("_", "-"): each for each in course.exercises if each.module == module}
    solved = answers(SOLUTIONS / f"{module}.py", [each.function for each in exercises.values()])
    lab.open(f"{module}.ipynb")
    seen: dict[str, str] = {}
    for cell in lab.cells():
        exercise = exercises.get(cell.removesuffix("-stub"))
        said = lab.run(cell, solved[exercise.function] if exercise else None)
        assert "Traceback" not in said
        if exercise is not None:
            seen |= verdicts(lab, cell)
    passed = {each.id: "passed" for each in exercises.values()}

    assert seen == passed
    lab.run(cell, f"%grade {module}")  # an import of a later cell is one of all functions of the module
    assert verdicts(lab, cell) == passed
    lab.save()
