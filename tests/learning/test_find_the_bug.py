"""A hunt as a student does it: start, show, repair; and everything that can go wrong on the way."""

import ast
import json
import shutil
import subprocess
from dataclasses import asdict
from pathlib import Path

import pytest

from grader.learning import history
from grader.learning.hunt import hunt_state
from grader.learning.hunt.bug_round import told
from grader.util.exit_status import LEFT_TO_DO, PASSED, WRONG_USAGE
from tests.conftest import ROOT
from tests.support.commands import copy_of_kit, run

pytestmark = pytest.mark.slow

KIT_ONLY = ("--only", "metrics.precision")


@pytest.fixture
def kit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DIGIT_KATA_CACHE", str(tmp_path / "cache"))
    return copy_of_kit(tmp_path)


def hunt(kit: Path, *options: object) -> "subprocess.CompletedProcess[bytes]":
    return run("find-the-bug", *options, folder=kit)


def said(done: "subprocess.CompletedProcess[bytes]") -> str:
    return (done.stdout + done.stderr).decode()


def answer(kit: Path, expression: str, number: int = 1) -> None:
    """Write the input into the file that is there for it."""
    file = kit / "bugs" / f"bug_{number}" / "evidence.py"
    text = file.read_text(encoding="utf-8")
    head, _, _ = text.rpartition("    raise NotImplementedError")
    head = head or text[: text.rindex("    return")]
    file.write_text(f"{head}    return {expression}\n", encoding="utf-8")


def start(kit: Path, *options: object) -> str:
    """Start a round, and return the name of the function."""
    done = hunt(kit, *options)
    assert done.returncode == PASSED, said(done)
    return said(done)


def test_a_bug_is_shown_repaired_and_named(kit: Path) -> None:
    exercises = {file.name: file.read_bytes() for file in (kit / "exercises").iterdir() if file.is_file()}
    begun = start(kit, *KIT_ONLY, "--seed", 1)
    assert "Bug 1: metrics.precision, level" in begun
    assert "1. Give an input for which it returns a wrong answer: bugs/bug_1/evidence.py" in begun

    untouched = hunt(kit)
    assert untouched.returncode == LEFT_TO_DO
    assert "Write failing_input in evidence.py." in said(untouched)

    answer(kit, '{"tp": 1, "fp": -1}')
    assert "not within the contract. fp must be finite, and not below 0." in said(hunt(kit))

    state, _damage = hunt_state.load(kit / "exercises")
    name = told(state.round[0])[0]
    assert any(each_shows(kit, each) for each in SHOWING)
    assert "the right answer is" in LAST[-1]
    assert "Now repair precision in metrics.py." in LAST[-1]
    assert name.replace("_", " ") not in LAST[-1]

    module = kit / "bugs" / "bug_1" / "metrics.py"
    module.write_text(module.read_text(encoding="utf-8") + "\n# looked at\n", encoding="utf-8")
    wrong = said(hunt(kit))
    assert "checks still fail." in wrong
    assert name.replace("_", " ") not in wrong

    shutil.copy(kit / "solutions" / "metrics.py", module)
    done = hunt(kit)
    assert done.returncode == PASSED
    assert "All its checks pass." in said(done)
    assert name.replace("_", " ") in said(done)
    assert "1 of 1 found and repaired." in said(done)
    assert [event.name for event in history.read(kit / "exercises").of_kind(history.SOLVED)] == [name]
    assert {file.name: file.read_bytes() for file in (kit / "exercises").iterdir() if file.is_file()} == exercises


# Inputs, one of which shows any bug in precision that the list has.
SHOWING = [
    '{"tp": 3, "fp": 1}',
    '{"tp": 0, "fp": 0}',
    '{"tp": np.array([3, 0]), "fp": np.array([1, 0])}',
    '{"tp": np.array([0, 3, 5]), "fp": np.array([0, 1, 0])}',
    '{"tp": np.array([3, 1, 2]), "fp": np.array([1, 2, 0])}',
    '{"tp": np.array([0, 2]), "fp": np.array([2, 1])}',
]
LAST: list[str] = []


def each_shows(kit: Path, expression: str) -> bool:
    answer(kit, expression)
    LAST.append(said(hunt(kit)))
    return "Now repair" in LAST[-1]


def test_nothing_that_a_student_reads_names_an_open_bug(kit: Path) -> None:
    printed = start(kit, "--count", 5, "--json", "bugs.json", "--html", "page")
    state, _damage = hunt_state.load(kit / "exercises")
    kept = [file.read_text(encoding="utf-8") for file in (kit / "bugs").rglob("*.py")]
    kept += [(kit / name).read_text(encoding="utf-8") for name in ("bugs.json", "page/index.html")]
    kept += [hunt_state.file_of(kit / "exercises").read_text(encoding="utf-8"), printed]

    assert len(state.round) == 5
    assert len({bug.exercise for bug in state.round}) == 5
    for bug in state.round:
        name, sentence = told(bug)
        assert not [text for text in kept if name in text or sentence[:40] in text]


def test_no_bug_comes_twice_and_all_are_met_in_the_end(kit: Path) -> None:
    printed = start(kit, *KIT_ONLY, "--count", 20)
    again = hunt(kit, "--new", *KIT_ONLY, "--count", 20)
    third = hunt(kit, "--new", *KIT_ONLY)

    state, _damage = hunt_state.load(kit / "exercises")
    assert len(state.met) == len(set(state.met))
    assert "There are only" in printed + said(again)
    assert third.returncode == LEFT_TO_DO
    assert "You have met every bug of this kind." in said(third)
    assert "was:" in said(again)
    assert "was:" not in said(third)  # the open round stays, so its answers are not given away


def test_a_seed_gives_everybody_the_same(kit: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start(kit, "--seed", 7, "--count", 3, "--level", 2)
    first = {file.relative_to(kit): file.read_bytes() for file in (kit / "bugs").rglob("*.py")}
    monkeypatch.setenv("DIGIT_KATA_CACHE", str(tmp_path / "another"))
    shutil.rmtree(kit / "bugs")
    start(kit, "--seed", 7, "--count", 3, "--level", 2)

    assert {file.relative_to(kit): file.read_bytes() for file in (kit / "bugs").rglob("*.py")} == first
    assert len(first) == 6


def test_an_older_folder_is_never_written_over(kit: Path) -> None:
    mine = kit / "bugs" / "bug_1"
    mine.mkdir(parents=True)
    (mine / "metrics.py").write_text("mine", encoding="utf-8")
    printed = start(kit)

    assert "Bug 2:" in printed
    assert (mine / "metrics.py").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        pytest.param(["--check"], "There is no round yet. Start one: nox -s find-the-bug", id="no round"),
        pytest.param(["--check", "--new"], "Choose one.", id="check and new"),
        pytest.param(["--level", "4"], "4 is not in the range", id="no such level"),
        pytest.param(["--count", "0"], "0 is not in the range", id="none"),
        pytest.param(["--only", "metrics.recal"], "Did you mean", id="no such exercise"),
        pytest.param(["--only", "models"], "There is nothing to plant", id="no bugs in models"),
        pytest.param(["--only", "models", "--level", "2"], "have no bugs of level 2.", id="none of a level"),
        pytest.param(["nowhere"], "there is no such folder", id="no submission"),
        pytest.param(["--json", "solutions"], "is a folder", id="a folder for a file"),
    ],
)
def test_wrong_usage_gets_a_sentence(options: list[str], words: str, kit: Path) -> None:
    done = hunt(kit, *options)

    assert done.returncode in (WRONG_USAGE, LEFT_TO_DO)
    assert words in said(done)
    assert "Traceback" not in said(done)
    assert not (kit / "bugs").exists()


def test_choices_do_not_go_with_an_open_round(kit: Path) -> None:
    start(kit)
    done = hunt(kit, "--level", 1)

    assert done.returncode == WRONG_USAGE
    assert "A round is open: bug_1 in bugs/." in said(done)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("def failing_input(:\n", "syntax error", id="no Python"),
        pytest.param("import os\nos._exit(3)\n", "failing_input in evidence.py gives nothing", id="it ends the worker"),
        pytest.param("def other():\n    return {}\n", "failing_input in evidence.py gives nothing", id="no function"),
        pytest.param("def failing_input():\n    return open\n", "Return a dict", id="no plain value"),
        pytest.param("def failing_input(tp):\n    return {}\n", "gives nothing", id="a parameter"),
        pytest.param("def failing_input():\n    return {1: 2}\n", "Return a dict", id="keys that are no names"),
    ],
)
def test_evidence_that_is_none_gets_a_sentence(text: str, words: str, kit: Path) -> None:
    start(kit, *KIT_ONLY)
    (kit / "bugs" / "bug_1" / "evidence.py").write_text(text, encoding="utf-8")
    done = hunt(kit)

    assert done.returncode == LEFT_TO_DO
    assert words in said(done)
    assert "Traceback" not in said(done)


def test_a_missing_file_of_evidence_is_written_again_and_named(kit: Path) -> None:
    start(kit, *KIT_ONLY)
    file = kit / "bugs" / "bug_1" / "evidence.py"
    stub = file.read_bytes()
    file.unlink()
    missing = said(hunt(kit))
    again = file.read_bytes()
    file.write_text("def failing_input(:\n", encoding="utf-8")
    broken = said(hunt(kit))
    file.write_bytes(b"\xff\xfe\x00")

    assert "bugs/bug_1/evidence.py was missing and is written again. Write failing_input in it." in missing
    assert again == stub
    assert "bugs/bug_1/evidence.py, line 1: syntax error" in broken
    assert "bugs/bug_1/evidence.py: " in said(hunt(kit))


def test_the_command_to_run_again_has_the_folder(kit: Path) -> None:
    assert "run the same command again: nox -s find-the-bug -- solutions\n" in start(kit, "solutions", *KIT_ONLY)


def test_a_repair_that_deletes_the_function_does_not_pass(kit: Path) -> None:
    start(kit, *KIT_ONLY, "--seed", 1)
    assert any(each_shows(kit, each) for each in SHOWING)
    module = kit / "bugs" / "bug_1" / "metrics.py"
    module.write_text("import numpy as np\n", encoding="utf-8")

    assert "metrics.py must define precision" in said(hunt(kit))


def test_a_lost_folder_gets_a_sentence(kit: Path) -> None:
    start(kit)
    shutil.rmtree(kit / "bugs")
    done = hunt(kit)

    assert done.returncode == LEFT_TO_DO
    assert "nox -s find-the-bug -- --new starts another round." in said(done)


UNPACKABLE = {"number": 1, "exercise": "metrics.recall", "level": 1, "base": "yours", "sealed": "x"}
DAMAGED = {
    "empty": "",
    "half": "{",
    "a list": "[]",
    "no round": '{"schema": "digit-kata/hunt/v1"}',
    "another schema": '{"schema": "x", "met": []}',
    "nested too deep": "[" * 100_000,
    "a bug that cannot be unpacked": json.dumps(
        {"schema": "digit-kata/hunt/v1", **asdict(hunt_state.HuntState()), "round": [UNPACKABLE]}
    ),
}


@pytest.mark.parametrize("text", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_state_is_put_aside(text: str, kit: Path) -> None:
    start(kit)
    file = hunt_state.file_of(kit / "exercises")
    file.write_text(text, encoding="utf-8")
    done = hunt(kit)

    assert done.returncode == PASSED
    assert "cannot be read. It is now in" in said(done)
    assert file.with_suffix(".damaged").read_text(encoding="utf-8") == text
    assert (kit / "bugs" / "bug_1").is_dir()
    assert (kit / "bugs" / "bug_2").is_dir()


def test_the_result_says_what_was_done(kit: Path) -> None:
    start(kit, *KIT_ONLY, "--seed", 1)
    assert any(each_shows(kit, each) for each in SHOWING)
    shutil.copy(kit / "solutions" / "metrics.py", kit / "bugs" / "bug_1" / "metrics.py")
    done = hunt(kit, "--json", "bugs.json", "--html", "page")
    result = json.loads((kit / "bugs.json").read_text(encoding="utf-8"))
    (row,) = result.pop("bugs")

    assert done.returncode == PASSED, said(done)
    assert (result.pop("exam"), result.pop("points")) == (False, None)
    assert result == {"schema": "digit-kata/bugs/v1", "seed": 1, "count": 1, "found": 1, "repaired": 1}
    assert row["repaired"]
    assert row["planted_into"] == "reference"
    assert row["name"].replace("_", " ") in (kit / "page" / "index.html").read_text(encoding="utf-8")


# In the students' kit there is no reference.


def test_without_a_reference_only_what_has_passed_gets_a_bug(kit: Path) -> None:
    shutil.rmtree(kit / "solutions")
    nothing = hunt(kit)
    assert nothing.returncode == LEFT_TO_DO
    assert "no function of these exercises has passed yet" in said(nothing)

    shutil.copy(ROOT / "solutions" / "metrics.py", kit / "exercises")
    graded = run("grade", "--only", "metrics.precision", folder=kit)
    assert graded.returncode == PASSED, said(graded)
    printed = start(kit)
    assert "Bug 1: metrics.precision" in printed
    assert "a copy of your own metrics.py" in printed


def test_the_wrong_line_of_a_training_is_asked_for(kit: Path) -> None:
    printed = start(kit, "--only", "training.train_dense")
    assert "1. Name the wrong line: bugs/bug_1/evidence.py" in printed
    text = (kit / "bugs" / "bug_1" / "training.py").read_text(encoding="utf-8").split("\n")
    right = (kit / "solutions" / "training.py").read_text(encoding="utf-8").split("\n")
    (line,) = (number for number, pair in enumerate(zip(text, right, strict=True), start=1) if pair[0] != pair[1])

    answer(kit, str(line + 1))
    assert f"Line {line + 1} is right." in said(hunt(kit))
    answer(kit, '"the last"')
    assert "must return the number of a line" in said(hunt(kit))
    answer(kit, str(line))
    found = said(hunt(kit))
    assert f"Line {line} is the wrong one." in found
    assert "Now repair train_dense in training.py." in found
    ast.parse((kit / "bugs" / "bug_1" / "evidence.py").read_text(encoding="utf-8"))
