"""Tests of course/reset.py and course/model_answers.py: back to the stub with nothing lost, and what passing opens."""

import ast
import builtins
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.cli import main as command_line
from grader.course import model_answers, reset, syllabus
from grader.report.report import Report
from grader.sandbox.worker.syntax import bound
from grader.util.exit_status import LEFT_TO_DO
from tests.conftest import SOLUTIONS, STUBS

NOWHERE = Path("nowhere")


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A folder of a student who has solved everything."""
    shutil.copytree(SOLUTIONS, tmp_path / "work", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "work"


@pytest.mark.parametrize("name", ["preprocessing.scale_pixels", "metrics.accuracy", "training.train_champion"])
def test_a_function_becomes_the_stub_again(name: str, work: Path, course: syllabus.Syllabus) -> None:
    exercise = course.by_id[name]
    file = work / f"{exercise.module}.py"
    before = file.read_text(encoding="utf-8")
    backup = reset.reset(exercise, work, SOLUTIONS)
    after = file.read_text(encoding="utf-8")

    assert backup.read_text(encoding="utf-8") == before
    assert backup.suffix != ".py"
    assert after.count("raise NotImplementedError") == 1
    stub = STUBS.joinpath(file.name).read_text(encoding="utf-8")
    start = after.index(f"def {exercise.function}(")
    assert after[start : after.index("raise NotImplementedError")] in stub
    assert set(before.splitlines()) >= set(after.splitlines()) - {"    raise NotImplementedError"}


def test_all_functions_reset_are_the_stubs(work: Path, course: syllabus.Syllabus, grade: Callable[..., Report]) -> None:
    for exercise in course.of_module("metrics"):
        reset.reset(exercise, work, SOLUTIONS)

    assert {outcome.status for outcome in grade(work, "metrics").outcomes} == {"todo"}
    assert len(list(work.glob("metrics.py.before-reset-*"))) == len(course.of_module("metrics"))


def test_without_the_reference_the_own_docstring_makes_the_stub(work: Path, course: syllabus.Syllabus) -> None:
    reset.reset(course.by_id["metrics.recall"], work, NOWHERE)
    alone = (work / "metrics.py").read_text(encoding="utf-8")
    shutil.copy(SOLUTIONS / "metrics.py", work)
    reset.reset(course.by_id["metrics.recall"], work, SOLUTIONS)

    assert (work / "metrics.py").read_text(encoding="utf-8") == alone


def test_a_model_answer_runs_where_the_stub_is(course: syllabus.Syllabus) -> None:
    for exercise in course.exercises:
        answer = ast.parse(model_answers.model_answer(exercise, SOLUTIONS) or "")
        given = set(vars(builtins))
        for tree in (ast.parse(STUBS.joinpath(f"{exercise.module}.py").read_text(encoding="utf-8")), answer):
            given |= {name for node in tree.body for name in bound(node)}
            given |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
        names = [node for node in ast.walk(answer) if isinstance(node, ast.Name)]
        given |= {node.id for node in names if isinstance(node.ctx, ast.Store)}

        assert {node.id for node in names} - given == set(), exercise.id


def test_a_function_that_was_taken_out_comes_back_at_the_end(work: Path, course: syllabus.Syllabus) -> None:
    (work / "metrics.py").write_text("import numpy as np\n", encoding="utf-8")
    reset.reset(course.by_id["metrics.recall"], work, SOLUTIONS)

    assert (work / "metrics.py").read_text(encoding="utf-8").endswith("raise NotImplementedError\n")


def test_line_ends_and_odd_characters_stay_as_they_are(work: Path, course: syllabus.Syllabus) -> None:
    head, tail = '"""Mine:\u2028 \x0c ä."""\r\n\r\n', "\r\n\r\nLAST = 'ü'\r\n"
    text = f'{head}@np.vectorize\r\ndef recall(tp, fn):\r\n    return "ß"{tail}'
    (work / "metrics.py").write_bytes(text.encode())
    reset.reset(course.by_id["metrics.recall"], work, SOLUTIONS)
    after = (work / "metrics.py").read_bytes().decode()

    assert after.startswith(f"{head}def recall(")
    assert after.endswith(f"    raise NotImplementedError{tail}")
    assert after.replace("\r\n", "").count("\n") == 0


FAULTY: dict[str, tuple[bytes | None, str]] = {
    "no file": (None, "is missing. Copy it from a fresh download"),
    "a syntax error": (b"def recall(:\n", "line 1: Python cannot read it. Fix that first"),
    "no text": (b"\xff\xfe\x00", "cannot be read"),
    "a stub": ((STUBS / "metrics.py").read_bytes(), "recall is already a stub."),
}


@pytest.mark.parametrize("phrase", FAULTY)
def test_what_cannot_be_reset_stays_as_it_is(phrase: str, work: Path, course: syllabus.Syllabus) -> None:
    content, sentence = FAULTY[phrase]
    file = work / "metrics.py"
    file.unlink()
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(reset.ResetError) as raised:
        reset.reset(course.by_id["metrics.recall"], work, SOLUTIONS)

    assert sentence in str(raised.value)
    assert (file.read_bytes() if file.exists() else None) == content
    assert not list(work.glob("*before-reset*"))


def test_a_module_under_another_name_is_to_be_renamed(work: Path, course: syllabus.Syllabus) -> None:
    (work / "metrics.py").rename(work / "metrics.py.txt")

    with pytest.raises(reset.ResetError, match=r"metrics\.py is missing\. Rename metrics\.py\.txt to metrics\.py\."):
        reset.reset(course.by_id["metrics.recall"], work, SOLUTIONS)


def test_a_docstring_is_needed_where_the_reference_is_not_there(work: Path, course: syllabus.Syllabus) -> None:
    (work / "metrics.py").write_text("def recall(tp, fn):\n    return 0\n", encoding="utf-8")

    with pytest.raises(reset.ResetError, match="recall has no docstring"):
        reset.reset(course.by_id["metrics.recall"], work, NOWHERE)


def test_a_model_answer_comes_with_its_helpers_and_without_its_docstring(course: syllabus.Syllabus) -> None:
    text = model_answers.model_answer(course.by_id["training.train_dense"], SOLUTIONS)

    assert text is not None
    assert {"def _fit(", "def _epochs(", "_BATCH = ", "def train_dense("} <= {
        part for part in ("def _fit(", "def _epochs(", "_BATCH = ", "def train_dense(", '"""') if part in text
    }
    assert "Formula:" not in text
    assert "def compile_model(" not in text
    assert model_answers.model_answer(course.by_id["training.train_dense"], NOWHERE) is None


@pytest.fixture
def run() -> Callable[..., tuple[int, str]]:
    """Runs a command, gives exit status and all that it says."""

    def run(*arguments: object) -> tuple[int, str]:
        result = CliRunner().invoke(command_line.command, [str(argument) for argument in arguments])
        return result.exit_code, result.output

    return run


def test_hints_and_the_model_answer_open_when_the_exercise_has_passed(
    work: Path,
    course: syllabus.Syllabus,
    grade: Callable[..., Report],
    run: Callable[..., tuple[int, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DIGIT_KATA_CACHE", str(work.parent / "cache"))  # another test may have graded the same
    hints = [hint.split()[0] for hint in course.by_id["metrics.recall"].hints]
    before = run("solution", "recall", work), run("hint", "recall", work)
    grade(work, "metrics.recall")
    after = run("solution", "recall", work), run("hint", "recall", work)
    with (work / "metrics.py").open("a", encoding="utf-8") as file:
        file.write("\n\ndef recall(tp, fn):\n    return tp / (tp + fn)\n")
    changed = run("solution", "recall", work)

    assert before[0][0] == LEFT_TO_DO
    assert "has not passed in its current form" in before[0][1]
    assert "--level 2" in before[1][1]
    assert after[0][0] == after[1][0] == 0
    assert "def recall(" in after[0][1]
    assert all(hint in after[1][1] for hint in hints)
    assert changed[0] == LEFT_TO_DO


def test_reset_says_where_the_text_is(work: Path, run: Callable[..., tuple[int, str]]) -> None:
    status, said = run("reset", "recall", work)

    assert status == 0
    assert "recall is a stub again. Your version is kept in" in said
    assert run("reset", "recall", work)[0] == 2


def test_a_hint_needs_no_submission(tmp_path: Path, run: Callable[..., tuple[int, str]]) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        status, said = run("hint", "recall", folder)

        assert status == 0
        assert "--level 2" in said
