"""The students' kit has no answers in it, does all that its README names, and grades as the whole kit does."""

import ast
import hashlib
import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.course import syllabus
from grader.tools.handout.handout_files import MARK
from grader.util.digest import digest_of, digest_of_checks
from grader.util.exit_status import LEFT_TO_DO, PASSED, WRONG_USAGE
from tests.conftest import ROOT
from tests.support import far
from tests.support.commands import run

pytestmark = pytest.mark.slow

COURSE = """
title = "Digits for beginners"
hints = 2
exercises = ["preprocessing", "metrics", "training.compile_model", "training.train_dense", "models.build_dense"]
deadline = 2027-01-31T23:59:00
[points]
metrics.recall = 5
[gates]
training.train_dense = 0.96
[extensions]
"grace.hopper@example.org" = 2027-02-07T23:59:00
""".replace('"training.compile_model", "training.train_dense", "models.build_dense"',
            '"models.build_dense", "training.compile_model", "training.train_dense"')  # fmt: skip

# Functions that misconceptions are built from, and that happen to be whole answers: without them, no mistake would be
# recognised. docs/how-to/hand-out-the-course.md says so.
NEEDED_BY_MISCONCEPTIONS = {
    ("grader/misconceptions/known/evaluation/metrics_json.py", "item"),  # of a style: one of its three functions
    ("grader/misconceptions/known/metrics/metrics_shared.py", "_f"),
    ("grader/misconceptions/known/preprocessing/preprocessing_shared.py", "_with_channel"),
}


@pytest.fixture(scope="module")
def handout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The students' kit of the whole course."""
    out = tmp_path_factory.mktemp("handout") / "kit"
    done = run("handout", out)
    assert done.returncode == PASSED, done.stderr
    return out


@pytest.fixture(scope="module")
def course_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("course") / "course.toml"
    file.write_text(COURSE, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def customised(tmp_path_factory: pytest.TempPathFactory, course_file: Path) -> Path:
    """The students' kit of a course with a file of its own."""
    out = tmp_path_factory.mktemp("customised") / "kit"
    done = run("handout", out, "--course", course_file)
    assert done.returncode == PASSED, done.stderr
    return out


# What is in it.


class Normalised(ast.NodeTransformer):
    """A function with its names numbered in their order, without docstring, decorators and annotations."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def _number(self, name: str) -> str:
        return self._names.setdefault(name, f"n{len(self._names)}")

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name(self._number(node.id))

    def visit_arg(self, node: ast.arg) -> ast.arg:
        return ast.arg(self._number(node.arg))

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        node.body = node.body[ast.get_docstring(node) is not None :]
        node.name, node.returns, node.decorator_list = self._number(node.name), None, []
        self.generic_visit(node)
        return node


def functions(file: Path) -> Iterator[tuple[str, str]]:
    """The functions in a file and in its functions, with their normalised texts; not those that only return a name."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            name = node.name
            whole = Normalised().visit(ast.parse(ast.unparse(node)).body[0])
            if not (len(whole.body) == 1 and isinstance(whole.body[0], ast.Return | ast.Pass | ast.Raise)
                    and isinstance(getattr(whole.body[0], "value", None), ast.Name | None)):  # fmt: skip
                yield name, ast.dump(whole)


def answers() -> dict[str, str]:
    """Where the right answers are that we have, by their normalised texts."""
    files = [*(ROOT / "solutions").glob("*.py"), *(ROOT / "tests" / "styles").rglob("*.py")]
    return {text: f"{file.relative_to(ROOT)}: {name}" for file in files for name, text in functions(file)}


def found_answers(kit: Path) -> dict[tuple[str, str], str]:
    """The right answers that stand in a kit: file and function, and whose they are."""
    known = answers()
    return {
        (file.relative_to(kit).as_posix(), name): known[text]
        for file in kit.rglob("*.py")
        for name, text in functions(file)
        if text in known
    }


def test_no_solution_and_no_style_is_in_it(handout: Path) -> None:
    assert len(answers()) > 200
    assert found_answers(handout).keys() == NEEDED_BY_MISCONCEPTIONS


def test_an_answer_would_be_noticed_under_another_name(tmp_path: Path) -> None:
    solution = (ROOT / "solutions" / "metrics.py").read_text(encoding="utf-8")
    renamed = re.sub(r"\bpredicted_labels\b", "best_of", re.sub(r"\by_pred\b", "given", solution))
    (tmp_path / "helpers.py").write_text(renamed, encoding="utf-8")

    assert ("helpers.py", "best_of") in found_answers(tmp_path)


def test_only_what_students_need_is_in_it(handout: Path) -> None:
    names = {file.relative_to(handout).as_posix() for file in handout.rglob("*") if file.is_file()}

    assert {name for name in names if "/" not in name} == {
        "README.md", "LICENSE", "noxfile.py", "pyproject.toml", ".gitignore", MARK,
    }  # fmt: skip
    assert not [name for name in names if re.search(r"solutions|styles|golden|tests/|classroom/|\.git/", name)]
    for folder in ("exercises", "notebooks"):
        ours = {f"{folder}/{file.name}": file.read_bytes() for file in (ROOT / folder).iterdir() if file.is_file()}
        assert {name: (handout / name).read_bytes() for name in names if name.startswith(f"{folder}/")} == ours
    for name in (".vscode/tasks.json", ".devcontainer/devcontainer.json", ".github/workflows/grade.yml"):
        assert (handout / name).read_bytes() == (ROOT / name).read_bytes()


def test_notebooks_and_tasks_have_the_exercises_of_the_course(customised: Path) -> None:
    tasks = json.loads((customised / ".vscode" / "tasks.json").read_text(encoding="utf-8"))
    training = (customised / "notebooks" / "training.ipynb").read_text(encoding="utf-8")

    assert tasks["inputs"][0]["options"][-3:] == [
        "models.build_dense",
        "training.compile_model",
        "training.train_dense",
    ]
    assert "train_dense" in training
    assert "train_cnn" not in training


def test_no_link_of_its_pages_is_lost(handout: Path) -> None:
    pages = [handout / "README.md", *handout.glob("docs/*/*.md")]
    links = [(page, link) for page in pages for link in re.findall(r"\]\(([\w/.-]+)", page.read_text(encoding="utf-8"))]

    assert len(links) >= 8
    assert not [(page, link) for page, link in links if not (page.parent / link).exists()]


def test_its_checks_are_those_of_the_whole_kit(handout: Path) -> None:
    assert digest_of(handout / "grader") == digest_of_checks()


def test_no_person_and_no_path_of_the_teacher_is_in_it(customised: Path, course_file: Path) -> None:
    texts = [file.read_text(encoding="utf-8") for file in customised.rglob("*") if file.is_file()]

    assert len(texts) > 100
    assert not [text for text in texts if "hopper@" in text or str(course_file.parent) in text]


def test_stubs_have_the_functions_and_gates_of_the_course(customised: Path) -> None:
    training = (customised / "exercises" / "training.py").read_text(encoding="utf-8")

    assert sorted(file.stem for file in (customised / "exercises").glob("*.py")) == [
        "metrics", "models", "preprocessing", "training",
    ]  # fmt: skip
    assert "to 96 % of the test images" in training
    assert "97 %" not in training
    assert "def train_cnn" not in training
    assert "from .models import build_dense\n" in training


def test_its_readme_is_about_the_course(handout: Path, customised: Path) -> None:
    whole, other = ((kit / "README.md").read_text(encoding="utf-8") for kit in (handout, customised))

    assert whole.startswith("# Digit Kata\n")
    assert "| `metrics.py` | from predictions to numbers you can trust | 32 |" in whole
    assert other.startswith("# Digits for beginners\n")
    assert "Hand in until 2027-01-31 23:59." in other
    assert "has two hints" in other
    assert "| `metrics.py` | from predictions to numbers you can trust | 34 |" in other
    for text in (whole, other):
        assert "<!--" not in text
        assert "nox -s tests" not in text
        assert "Delete the folder `grader/` in your kit, then copy all that is in the update into your kit" in text
        assert text.endswith("\n\nLicence: [MIT](LICENSE). The kit ships no images.\n")


# What it does.


def command(kit: Path, own_cache: Path, *arguments: object) -> "subprocess.CompletedProcess[str]":
    """Run its `python -m grader`, as nox does."""
    line = [sys.executable, "-P", str(kit / "grader" / "__main__.py"), *map(str, arguments)]
    environment = {**far.environment_of(kit), "DIGIT_KATA_CACHE": str(own_cache), "PYTHONUTF8": "1"}
    return subprocess.run(
        line, cwd=kit, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=500, check=False,
        encoding="utf-8",
    )  # fmt: skip


def commands_of(readme: str) -> list[list[str]]:
    """The sessions of nox that a README names in lines of their own, with what follows `--`."""
    lines = re.findall(r"^ {4}nox -s ([\w-]+)(?: -- (.*?))?(?: {2,}.*)?$", readme, re.MULTILINE)
    return [[name, *rest.split()] for name, rest in lines]


def test_every_session_that_its_readme_names_is_in_its_noxfile(handout: Path) -> None:
    named = {line[0] for line in commands_of((handout / "README.md").read_text(encoding="utf-8"))}
    line = [sys.executable, "-m", "nox", "--list"]
    listed = subprocess.run(line, cwd=handout, capture_output=True, text=True, check=True)
    sessions = set(re.findall(r"^[*-] ([\w-]+)", listed.stdout, re.MULTILINE))

    also = {"draw", "find-the-bug", "quiz", "progress"}
    assert {"grade", "next", "list", "watch", "hint", "reset", "notebook", *also} == named
    assert named <= sessions
    assert not sessions & {"class", "check", "tests", "handout", "solutions", "stubs"}


@pytest.mark.parametrize("kit", ["handout", "customised"])
def test_every_command_that_its_readme_names_works(
    kit: str, request: pytest.FixtureRequest, own_cache: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(request.getfixturevalue(kit), tmp_path / "kit"))
    (folder / "exercises" / "metrics.py").write_bytes((ROOT / "solutions" / "metrics.py").read_bytes())
    named = commands_of((folder / "README.md").read_text(encoding="utf-8"))
    lines = [line for line in named if line[0] not in ("watch", "notebook")]  # which do not end by themselves
    ends = {}
    for name, *rest in lines:
        rest = [word for word in rest if word != "--strict"]  # nox's own
        done = command(folder, own_cache, name, *(word if word != "N" else "1" for word in rest))
        ends[" ".join([name, *rest])] = done.returncode
        assert "Traceback" not in done.stderr
        assert done.returncode in (PASSED, LEFT_TO_DO), done.stderr

    assert len(ends) >= 8
    assert ends["grade metrics"] == ends["grade metrics.precision"] == PASSED


def test_it_watches(handout: Path, own_cache: Path) -> None:
    done = command(handout, own_cache, "watch", "--help")

    assert done.returncode == PASSED
    assert "Grade SUBMISSION on every save" in done.stdout


def test_where_there_are_no_solutions_it_says_so_in_a_sentence(handout: Path, own_cache: Path) -> None:
    done = command(handout, own_cache, "solution", "metrics.precision")

    assert done.returncode == WRONG_USAGE
    assert done.stderr.strip() == "There is no folder solutions/ here. Ask your instructor for the model answers."


def graded(kit: Path, own_cache: Path, tmp_path: Path, submission: Path, *more: str) -> dict[str, Any]:
    """The report of a kit on a submission, without what differs between two gradings of the same."""
    file = tmp_path / f"{kit.name}.json"
    done = command(kit, own_cache / kit.name, "grade", submission, "--json", file, "--fresh-seed", "1", *more)
    assert done.returncode in (PASSED, LEFT_TO_DO), done.stderr
    report: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    for each in report["exercises"]:
        del each["seconds"], each["cached"]
    return report


@pytest.mark.parametrize(
    "what", ["solutions", "exercises", *(f"tests/golden/{name}/submission" for name in ("blocked", "body_of_dots"))]
)
def test_its_verdicts_are_those_of_the_whole_kit(handout: Path, own_cache: Path, tmp_path: Path, what: str) -> None:
    submission = ROOT / what
    names = ["--only", "preprocessing", "--only", "metrics", "--only", "evaluation.misclassified"]
    ours, theirs = (graded(kit, own_cache, tmp_path, submission, *names) for kit in (ROOT, handout))

    assert len(theirs["exercises"]) == 18
    assert theirs["exercises"] == ours["exercises"]
    assert theirs["manifest"]["checks"] == ours["manifest"]["checks"]


def test_it_trains_with_the_gate_of_the_course(customised: Path, own_cache: Path, tmp_path: Path) -> None:
    names = ["--only", "models.build_dense", "--only", "training", "--data", "digits"]
    report = graded(customised, own_cache, tmp_path, ROOT / "solutions", *names)
    trained = next(each for each in report["exercises"] if each["id"] == "training.train_dense")

    assert {each["status"] for each in report["exercises"]} == {"passed"}
    assert trained["title"] == "Train a dense network to 96 %"
    assert trained["gate"]["threshold"] == 0.96
    assert [each["claim"] for each in trained["checks"] if "gate" in each["id"]] == [
        "The dense network recognises 96 % of the test images, which it has never seen."
    ]


def test_its_course_is_the_teachers(customised: Path, course_file: Path, own_cache: Path, tmp_path: Path) -> None:
    theirs = graded(customised, own_cache, tmp_path, ROOT / "solutions", "--only", "metrics")
    ours = graded(ROOT, own_cache, tmp_path, ROOT / "solutions", "--only", "metrics", "--course", str(course_file))

    assert theirs["manifest"]["course"] == ours["manifest"]["course"] is not None
    assert (theirs["score"], theirs["points"]) == (ours["score"], ours["points"]) == (34, 34)
    assert "Course: Digits for beginners, as course.toml says" in theirs["notes"][0]


# Where it is written.


def test_the_same_content_makes_the_same_zip(tmp_path: Path) -> None:
    files = [tmp_path / "a" / "kit.zip", tmp_path / "b" / "kit.zip"]
    for file in files:
        file.parent.mkdir()
        assert run("handout", file).returncode == PASSED

    assert files[0].read_bytes() == files[1].read_bytes()
    with zipfile.ZipFile(files[0]) as archive:
        assert "kit/exercises/metrics.py" in archive.namelist()
    assert run("handout", files[0]).returncode == PASSED  # over an earlier one


def test_an_earlier_handout_is_replaced_and_other_files_stay(customised: Path, tmp_path: Path) -> None:
    out = Path(shutil.copytree(customised, tmp_path / "kit"))
    (out / "notes.txt").write_text("mine", encoding="utf-8")

    assert run("handout", out).returncode == PASSED
    assert (out / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert not (out / "course.toml").exists()
    assert (out / "exercises" / "evaluation.py").is_file()


def test_an_update_leaves_what_students_write_and_replaces_the_rest(handout: Path, tmp_path: Path) -> None:
    out = Path(shutil.copytree(handout, tmp_path / "kit"))
    (out / "exercises" / "metrics.py").write_text("mine", encoding="utf-8")
    (out / "notebooks" / "metrics.ipynb").write_text("mine", encoding="utf-8")
    mark = json.loads((out / MARK).read_text(encoding="utf-8"))
    (out / "grader" / "gone.py").write_text("", encoding="utf-8")
    mark["files"]["grader/gone.py"] = hashlib.sha256(b"").hexdigest()
    (out / MARK).write_text(json.dumps(mark), encoding="utf-8")
    done = run("handout", out, "--update")

    assert done.returncode == PASSED, done.stderr
    assert "without exercises/ and notebooks/. Tell students to delete grader/ in their kit" in done.stdout.decode()
    assert (out / "exercises" / "metrics.py").read_text(encoding="utf-8") == "mine"
    assert (out / "notebooks" / "metrics.ipynb").read_text(encoding="utf-8") == "mine"
    assert not (out / "grader" / "gone.py").exists()
    assert run("handout", out).returncode == WRONG_USAGE  # somebody has worked on it: the mark still knows
    assert (out / "exercises" / "metrics.py").read_text(encoding="utf-8") == "mine"


def test_a_zip_with_an_update_has_all_but_what_students_write(handout: Path, tmp_path: Path) -> None:
    assert run("handout", tmp_path / "kit.zip", "--update").returncode == PASSED
    with zipfile.ZipFile(tmp_path / "kit.zip") as archive:
        names = {name.removeprefix("kit/") for name in archive.namelist()}

    whole = {file.relative_to(handout).as_posix() for file in handout.rglob("*") if file.is_file()}
    assert names == {name for name in whole if not name.startswith(("exercises/", "notebooks/"))}


@pytest.mark.parametrize(
    ("there", "said"),
    [
        ("folder", "is there already, and is not a handout. Name another folder."),
        ("file", "is there already, and is not a handout. Name another folder."),
        ("zip", "is there already, and is not a handout. Name another file."),
        ("work", "changed since it was handed out. Move the folder away first."),
        ("mark", "is there already, and is not a handout. Name another folder."),
        ("absolute", "is there already, and is not a handout. Name another folder."),
        ("link", "has links that lead out of it. Name another folder."),
    ],
)
def test_what_is_not_a_handout_stays(handout: Path, tmp_path: Path, there: str, said: str) -> None:
    out = tmp_path / ("kit.zip" if there == "zip" else "kit")
    if there == "folder":
        (out / "exercises").mkdir(parents=True)
    elif there == "work":
        shutil.copytree(handout, out)
        (out / "exercises" / "metrics.py").write_text("mine", encoding="utf-8")
    elif there == "mark":
        out.mkdir()
        (out / MARK).write_text('{"files": {"../../else": "0"}}', encoding="utf-8")
    elif there == "absolute":
        out.mkdir()
        (tmp_path / "else").write_bytes(b"mine")
        digest = hashlib.sha256(b"mine").hexdigest()
        (out / MARK).write_text(json.dumps({"files": {str(tmp_path / "else"): digest}}), encoding="utf-8")
    elif there == "link":
        (tmp_path / "else").mkdir()
        out.mkdir()
        (out / MARK).write_text('{"files": {}}', encoding="utf-8")
        (out / "grader").symlink_to(tmp_path / "else")
    else:
        out.write_text("mine", encoding="utf-8")
    before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    done = run("handout", out)

    assert done.returncode == WRONG_USAGE
    assert said in done.stderr.decode()
    assert {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()} == before


def test_a_gate_that_is_moved_is_held_against_the_calibration(course_file: Path) -> None:
    done = run("course", "--course", course_file)
    text = done.stdout.decode()

    assert done.returncode == PASSED
    assert "training.train_dense: the gate is 96 %, the kit's is 97 %." in text
    assert re.search(r"digits, seeds that pass: train_dense \d+ of \d+, linear \d+ of \d+", text)
    assert "1 extension, which students do not get." in text


def test_the_course_of_the_kit_says_that_it_is() -> None:
    required = sum(each.points for each in syllabus.load().exercises if not each.bonus)

    assert f"30 exercises, {required} points and 8 bonus points." in run("course").stdout.decode()
