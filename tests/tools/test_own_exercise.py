"""An exercise of one's own, made word for word as docs/how-to/own-exercise.md says, with the kit left as it is."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from grader.util.exit_status import LEFT_TO_DO, OUR_FAULT, PASSED, WRONG_USAGE
from tests.conftest import ROOT, SOLUTIONS
from tests.support.commands import copy_of_kit, run

pytestmark = pytest.mark.slow

PAGE = (ROOT / "docs" / "how-to" / "own-exercise.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"^`([\w/.-]+)`:\n\n```\w+\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL))
COMMANDS = re.findall(r"^ {4}nox -s (\w+)(?: -- (\S+))?$", PAGE, re.MULTILINE)


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the kit with the files of the page, and with what its first command makes of them."""
    kit = copy_of_kit(tmp_path_factory.mktemp("own"))
    for name in ("README.md", "LICENSE", ".gitignore", "docs", ".vscode", ".devcontainer", ".github"):
        (kit / name).symlink_to(ROOT / name)
    for name, text in FILES.items():
        (kit / name).parent.mkdir(parents=True, exist_ok=True)
        (kit / name).write_text(text, encoding="utf-8")
    assert said(kit, "stubs", status=PASSED) == f"Written: {kit / 'my-exercises' / 'exercises'}\n"
    return kit


def said(kit: Path, *arguments: str, status: int) -> str:
    """What a command prints, once it has ended with this status."""
    done: subprocess.CompletedProcess[bytes] = run(*arguments, folder=kit, environment={"PYTHONUTF8": "1"}, seconds=600)
    text = (done.stdout + done.stderr).decode()
    assert done.returncode == status, text
    return text


def test_the_page_has_four_files_and_the_commands_that_are_tested_here() -> None:
    own = [name for name in FILES if name != "course.toml"]

    assert len(own) == 4
    assert all(f"| `{name}` |" in PAGE for name in own)
    assert COMMANDS == [("stubs", ""), ("check", ""), ("course", ""), ("handout", "build/kit")]


def test_all_of_it_holds(kit: Path) -> None:
    text = said(kit, "check", status=PASSED)

    assert "every solution passes (1)" in text
    assert "every misconception fails and is named (2)" in text


def test_the_kit_is_untouched(kit: Path) -> None:
    files = [file for part in ("grader", "solutions", "exercises") for file in (ROOT / part).rglob("*.*")]
    kept = [file for file in files if file.is_file() and "__pycache__" not in file.parts]

    assert len(kept) > 200
    assert all((kit / file.relative_to(ROOT)).read_bytes() == file.read_bytes() for file in kept)


def test_the_course_has_it(kit: Path) -> None:
    text = said(kit, "course", status=PASSED)

    assert "31 exercises, 104 points and 8 bonus points." in text
    assert "imbalance.balanced_accuracy" in said(kit, "list", status=PASSED)


def test_the_handout_grades_it_without_its_solution(kit: Path) -> None:
    said(kit, "handout", "build/kit", status=PASSED)
    theirs, exercise = kit / "build" / "kit", "imbalance.balanced_accuracy"
    todo = said(theirs, "grade", "--only", exercise, status=LEFT_TO_DO)
    (theirs / "exercises" / "imbalance.py").write_text(FILES["my-exercises/solutions/imbalance.py"], encoding="utf-8")
    passed = said(theirs, "grade", "--only", exercise, status=PASSED)
    solution = FILES["my-exercises/solutions/imbalance.py"]
    wrong = re.sub(r"    support = .*", "    return np.trace(cm) / max(cm.sum(), 1)\n", solution, flags=re.DOTALL)
    (theirs / "exercises" / "imbalance.py").write_text(wrong, encoding="utf-8")
    failed = said(theirs, "grade", "--only", exercise, status=LEFT_TO_DO)

    assert "def balanced_accuracy" in (theirs / "notebooks" / "imbalance.ipynb").read_text(encoding="utf-8")
    assert "support[seen]" not in (theirs / "notebooks" / "imbalance.ipynb").read_text(encoding="utf-8")
    assert "todo" in todo
    assert "4 of 4 points" in passed
    assert "Counted every image." in failed
    files = [file for file in theirs.rglob("*.py") if file.parent.name != "exercises"]
    assert not [file for file in files if "support[seen]).mean()" in file.read_text(encoding="utf-8")]


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence"),
    [
        ("solutions/imbalance.py", "support = ", "support = 2 * ", "balanced_accuracy"),
        ("checks/imbalance/check_balanced_accuracy.py", "def check_", "def see_", "has no check"),
    ],
)
def test_nothing_is_handed_out_that_nobody_could_pass(kit: Path, file: str, old: str, new: str, sentence: str) -> None:
    place = kit / "my-exercises" / file
    before = place.read_text(encoding="utf-8")
    assert old in before
    place.write_text(before.replace(old, new), encoding="utf-8")
    try:
        text = said(kit, "handout", "build/other", status=LEFT_TO_DO)
    finally:
        place.write_text(before, encoding="utf-8")

    assert sentence in text
    assert f"my-exercises/{file}:" in text or "my-exercises/syllabus.toml" in text
    assert "Nothing was written." in text
    assert not (kit / "build" / "other").exists()


CHECKS = "checks/imbalance/check_balanced_accuracy.py"


def test_a_class_is_graded_again_only_where_its_own_checks_changed(kit: Path, tmp_path: Path) -> None:
    (tmp_path / "class" / "ada").mkdir(parents=True)
    shutil.copy(SOLUTIONS / "metrics.py", tmp_path / "class" / "ada")
    solution = FILES["my-exercises/solutions/imbalance.py"]
    (tmp_path / "class" / "ada" / "imbalance.py").write_text(solution, encoding="utf-8")
    command = ("class", str(tmp_path / "class"), "--only", "metrics.precision", "--only", "imbalance")
    place = kit / "my-exercises" / CHECKS
    before = place.read_text(encoding="utf-8")

    said(kit, *command, status=PASSED)
    place.write_text(f"{before}# Looked through.\n", encoding="utf-8")
    try:
        again = said(kit, *command, status=PASSED)
    finally:
        place.write_text(before, encoding="utf-8")

    assert "1 exercise was graded again because the checks changed" in again


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence"),
    [
        ("syllabus.toml", "points = 4", "points = '4'", "points = '4' is of the wrong kind."),
        ("syllabus.toml", "points = 4", "point = 4", "my-exercises/syllabus.toml: exercise "),
        ("syllabus.toml", "points = 4", "point = 4", "'point' is not a key. Did you mean points?"),
        ("syllabus.toml", 'name = "imbalance"', 'name = "metrics"', "metrics is already a name in the kit."),
        ("syllabus.toml", "seconds = 10", 'seconds = 10\nneeds = ["metrics.recal"]', "Did you mean 'metrics.recall'?"),
        (CHECKS, '    """A class without an image does not count."""\n', "", "has no docstring"),
        ("solutions/imbalance.py", "-> float:", "-> int:", "this differs from"),
        ("misconceptions/imbalance/balanced_accuracy.py", "import mis", "import Mis", "importing it raises"),
    ],
)  # fmt: skip
def test_a_mistake_is_named(kit: Path, file: str, old: str, new: str, sentence: str) -> None:
    place = kit / "my-exercises" / file
    before = place.read_text(encoding="utf-8")
    assert old in before
    settings = {"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    place.write_text(before.replace(old, new, 1), encoding="utf-8")
    try:
        done = run("check", "--quick", folder=kit, environment=settings, seconds=600)
    finally:
        place.write_text(before, encoding="utf-8")
    text = (done.stdout + done.stderr).decode()

    assert done.returncode == (WRONG_USAGE if file == "syllabus.toml" else LEFT_TO_DO), text
    assert sentence in text
    # A solution that has changed shows in the stub, which is then old.
    where = file.replace("solutions/", "exercises/")
    assert ("course.toml, line 2: " if file == "syllabus.toml" else f"my-exercises/{where}:") in text


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        pytest.param("def (", "SyntaxError: invalid syntax", id="half a line"),
        pytest.param("from grader.checks.expect import numbr", "ImportError: cannot import name 'numbr'", id="a slip"),
        pytest.param("1 / 0", "ZeroDivisionError: division by zero", id="an exception"),
    ],
)
def test_a_mistake_in_the_checks_is_named_with_its_line(line: str, reason: str, kit: Path, tmp_path: Path) -> None:
    for name in ("grader", "solutions", "exercises"):
        (tmp_path / name).symlink_to(kit / name)
    shutil.copytree(kit / "my-exercises", tmp_path / "my-exercises")
    shutil.copy(kit / "course.toml", tmp_path)
    (file,) = (tmp_path / "my-exercises" / "checks").rglob("check_*.py")
    text = file.read_text(encoding="utf-8")
    file.write_text(f"{text}\n{line}\n", encoding="utf-8")
    course = ("--course", str(tmp_path / "course.toml"))
    chosen = ("--only", "metrics.recall", "--only", "imbalance")
    shown = said(kit, "grade", "solutions", *course, *chosen, status=OUR_FAULT)
    words = " ".join(shown.replace("│", " ").split())

    assert "recall 3/3 ✔ passed" in words  # all else is graded
    assert f"cannot be read ({file.name}:{text.count(chr(10)) + 2}): {reason}" in words
    assert "An instructor learns more from nox -s check." in words
    assert "Traceback" not in shown


def test_a_check_of_something_else_leaves_all_others_judged(kit: Path) -> None:
    file = kit / "my-exercises" / CHECKS
    before = file.read_text(encoding="utf-8")
    file.write_text(f'{before}\n\ndef check_nothing(other):\n    """Nothing."""\n', encoding="utf-8")
    try:
        shown = said(kit, "grade", "solutions", "--only", "metrics.recall", "--only", "imbalance", status=OUR_FAULT)
    finally:
        file.write_text(before, encoding="utf-8")
    words = " ".join(shown.replace("│", " ").split())

    assert "recall 3/3 ✔ passed" in words
    assert "check_nothing is not about the exercise of its file" in words
