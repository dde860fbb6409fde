"""The quiz: what is open, what an answer leaves behind, and the command as a student uses it."""

import signal
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from grader.cli import quiz_commands
from grader.cli.watch.quiz_panel import QuizPanel
from grader.course.syllabus import Syllabus
from grader.learning import quiz
from grader.learning.history import read
from grader.learning.questions import questions
from grader.util.exit_status import LEFT_TO_DO, PASSED, SIGNAL, WRONG_USAGE
from tests.support.commands import copy_of_kit, run

RECALL = next(question for question in questions() if question.after == "metrics.recall")
WRONG = next(number for number, choice in enumerate(RECALL.choices, start=1) if choice != RECALL.right)
RIGHT = RECALL.choices.index(str(RECALL.right)) + 1


@pytest.fixture(autouse=True)
def own_cache_of_each_test(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGIT_KATA_CACHE", str(tmp_path / "cache"))


def test_a_question_opens_with_its_exercise(course: Syllabus, tmp_path: Path) -> None:
    standing = quiz.standing_of(tmp_path, course.exercises, {"metrics.recall", "metrics.accuracy"})

    assert [question.after for question in standing.left] == ["metrics.accuracy", "metrics.recall"]
    assert standing.sentence == "0 of 2 open questions answered correctly; 28 more open as you pass exercises."


def test_a_right_answer_is_kept_and_a_wrong_one_may_be_given_again(course: Syllabus, tmp_path: Path) -> None:
    judged, (head, right, explanation) = quiz.answer(RECALL, str(WRONG), tmp_path)
    assert not judged.is_right
    assert head == f"No. {RECALL.wrong[RECALL.choices[WRONG - 1]]}"
    assert right == f"Right is: {RIGHT}. {RECALL.right}"
    assert explanation == RECALL.explanation
    assert quiz.standing_of(tmp_path, course.exercises, {"metrics.recall"}).left == (RECALL,)

    judged, said = quiz.answer(RECALL, str(RIGHT), tmp_path)
    assert judged.is_right
    assert said == ("Right.", RECALL.explanation)
    assert quiz.standing_of(tmp_path, course.exercises, {"metrics.recall"}).left == ()
    assert [event.status for event in read(tmp_path).events] == ["wrong", "right"]


def asked(typed: str, *words: str, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    """The command in a terminal, where these lines are typed."""

    class Terminal:
        def __getattr__(self, name: str) -> object:
            return getattr(sys.stdin, name)

        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(quiz_commands, "sys", type("System", (), {"stdin": Terminal()}))
    done = CliRunner().invoke(quiz_commands.quiz_command, list(words), input=typed, standalone_mode=False)
    assert done.exception is None, done.exception
    return int(done.return_value), done.output


def test_one_answers_in_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    status, printed = asked(f"7\n{WRONG}\n", "metrics.recall", "--all", monkeypatch=monkeypatch)

    assert status == LEFT_TO_DO
    assert "7 is not one of the choices. Answer with 1 to 4." in printed
    assert "Right is: " in printed
    assert asked(f"{RIGHT}\n", "metrics.recall", "--all", monkeypatch=monkeypatch)[0] == PASSED


def test_whoever_interrupts_it_keeps_the_answers(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_words: object, **_options: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(click, "prompt", interrupt)
    monkeypatch.setattr(sys, "stdin", type("Terminal", (), {"isatty": lambda _self: True})())
    with pytest.raises(SystemExit) as ended:
        quiz_commands.quiz_command(["metrics", "--all"], standalone_mode=False)

    assert ended.value.code == SIGNAL + signal.SIGINT
    assert "Your answers are kept. To continue: nox -s quiz" in capsys.readouterr().err


def test_one_may_skip_and_end(monkeypatch: pytest.MonkeyPatch) -> None:
    status, printed = asked("\n\nq\n", "metrics", "--all", monkeypatch=monkeypatch)

    assert status == LEFT_TO_DO
    assert printed.count("Your answer") == 3
    assert "0 of 11 open questions answered correctly." in printed


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        pytest.param(["metrics.recall", str(RIGHT), "--all"], PASSED, "Right.", id="right"),
        pytest.param(["metrics.recall", str(WRONG), "--all"], LEFT_TO_DO, "Right is: ", id="wrong"),
        pytest.param(["metrics.recall", "9", "--all"], WRONG_USAGE, "9 is not one of the choices.", id="no choice"),
        pytest.param(["metrics.accuracy", "none", "--all"], WRONG_USAGE, "none is not a number.", id="no number"),
        pytest.param(["metrics.recall", "3"], LEFT_TO_DO, "opens when the exercise has passed: nox -s", id="closed"),
        pytest.param(["metrics", "3"], WRONG_USAGE, "Name one exercise before the answer", id="a module"),
        pytest.param(["metrics.recal"], WRONG_USAGE, "Did you mean", id="no exercise"),
        pytest.param(["--submission", "nowhere"], WRONG_USAGE, "there is no such folder", id="no submission"),
        pytest.param([], LEFT_TO_DO, "No question is open yet", id="nothing passed"),
        pytest.param(["metrics.recall", "--all"], LEFT_TO_DO, "Answer it: nox -s quiz -- metrics.recall", id="no keys"),
    ],
)
def test_the_command_answers_without_a_terminal(words: list[str], status: int, said: str) -> None:
    done = run("quiz", *words)

    assert done.returncode == status
    assert said in (done.stdout + done.stderr).decode()


@pytest.mark.slow
def test_what_has_passed_is_open(tmp_path: Path) -> None:
    kit = copy_of_kit(tmp_path)
    (kit / "exercises" / "metrics.py").write_bytes((kit / "solutions" / "metrics.py").read_bytes())
    run("grade", "--only", "metrics.recall", folder=kit)

    assert RECALL.text[:40].encode() in run("quiz", folder=kit).stdout
    others = (run("quiz", "training", folder=kit).stderr).decode()
    assert "No question about training is open yet: each opens when its exercise has passed." in others
    assert b"Right." in run("quiz", "metrics.recall", RIGHT, folder=kit).stdout


# In watch mode.


def test_a_choice_is_a_key(course: Syllabus, tmp_path: Path) -> None:
    panel = QuizPanel(tmp_path)
    assert panel.turn(quiz.standing_of(tmp_path, course.exercises, {"metrics.recall"})) == ""
    assert not panel.press("n")
    assert panel.press("9")
    assert "9 is not one of the choices" in panel.note
    assert panel.press(str(RIGHT))
    assert panel.said[0] == "Right."
    assert not panel.press("1")
    assert panel.turn(quiz.standing_of(tmp_path, course.exercises, {"metrics.recall"})) == (
        "1 of 1 open questions answered correctly; 29 more open as you pass exercises."
    )
    assert panel.question is None


def test_a_number_is_typed(course: Syllabus, tmp_path: Path) -> None:
    panel = QuizPanel(tmp_path)
    panel.turn(quiz.standing_of(tmp_path, course.exercises, {"models.build_dense"}))
    for key in "7850x1":
        panel.press(key)
    panel.press("\x7f")
    panel.press("0")
    assert panel.typed == "78500"
    assert panel.press("\r")
    assert panel.said[0] == "Right."


def test_the_next_question_is_another_one(course: Syllabus, tmp_path: Path) -> None:
    panel = QuizPanel(tmp_path)
    standing = quiz.standing_of(tmp_path, course.exercises, {"metrics.recall", "metrics.accuracy"})
    seen = []
    for _ in range(3):
        panel.turn(standing)
        assert panel.question is not None
        seen.append(panel.question.after)

    assert seen == ["metrics.accuracy", "metrics.recall", "metrics.accuracy"]
