"""`debug`: the call that the feedback is about becomes a script; where there is none, a sentence says why."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from grader.cli import main as command_line
from grader.cli.debug_command import _FailingCall
from grader.course.syllabus import Syllabus
from grader.grading.pipeline import Settings, failing_inputs_of, grade_with
from grader.sandbox.runner import Runner
from grader.sandbox.submission import read
from grader.util.exit_status import LEFT_TO_DO, PASSED, WRONG_USAGE
from grader.util.statusline import StatusLine

RECALL = "def recall(tp, fn):\n    return np.asarray(tp, dtype=np.float64) / 2\n"


def debug(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(command_line.command, ["debug", *map(str, arguments)], catch_exceptions=False)
    return done.exit_code, " ".join(done.output.split())


def test_the_failing_call_is_the_one_that_the_feedback_shows(submission: Callable[..., Path]) -> None:
    folder = submission(metrics=RECALL)

    status, said = debug("metrics.recall", folder)

    file = folder / "debug" / "failing_call.py"
    text = file.read_text(encoding="utf-8")
    assert status == PASSED
    assert f"{file} stops before the failing call: recall(" in said
    assert "# metrics.recall: " in text
    call = said.partition("the failing call: ")[2].partition(" Start it")[0]
    assert f"# {call}\n" in text
    done = subprocess.run(
        [sys.executable, str(file)], env={"PYTHONBREAKPOINT": "0"}, capture_output=True, text=True, check=True
    )
    returned = text.partition(f"# {call}\n#     returned ")[2].partition(" ")[0]
    assert done.stdout.strip() == f"np.float64({returned})"


def test_a_fresh_input_that_failed_is_the_same_again(submission: Callable[..., Path], course: Syllabus) -> None:
    # Right for all examples: only an input that is drawn has counts as large as that.
    folder = submission(
        metrics="_recall = recall\n\n\ndef recall(tp, fn):\n    return _recall(tp, fn) + (np.max(tp) > 400)\n"
    )
    exercise = course.by_id["metrics.recall"]
    texts = []
    for _ in range(2):
        heard = _FailingCall(StatusLine(Console()))
        runner = Runner(read(folder))
        settings = Settings(data="digits", use_cache=False, failing_inputs=failing_inputs_of(folder))
        try:
            grade_with(runner, course, [exercise], settings, heard)
        finally:
            runner.close()
        assert heard.call is not None
        texts.append(heard.call.text)

    status, said = debug("metrics.recall", folder)

    assert status == PASSED
    assert texts[0] == texts[1]
    assert texts[0] in said


def test_a_module_that_cannot_be_imported_raises_in_the_debugger(submission: Callable[..., Path]) -> None:
    folder = submission(metrics="TABLE = [1][2]\n")

    status, _ = debug("metrics.recall", folder)

    done = subprocess.run([sys.executable, str(folder / "debug" / "failing_call.py")], capture_output=True, text=True)
    assert status == PASSED
    assert "IndexError" in done.stderr


@pytest.mark.parametrize(
    ("exercise", "status", "sentence"),
    [
        ("metrics.accuracy", WRONG_USAGE, "metrics.accuracy passes, so there is no failing call."),
        ("metrics.recall", LEFT_TO_DO, "metrics.recall is still a stub. Write it first"),
        ("preprocessing.one_hot", LEFT_TO_DO, "preprocessing.one_hot is never called:"),
        ("metrics", WRONG_USAGE, "'metrics' is a module. Name one of its exercises, such as metrics."),
        ("metrics.recal", WRONG_USAGE, "Did you mean metrics.recall"),
    ],
)
def test_without_a_failing_call_there_is_a_sentence(
    exercise: str, status: int, sentence: str, submission: Callable[..., Path]
) -> None:
    folder = submission(
        metrics="def recall(tp, fn):\n    raise NotImplementedError\n", preprocessing="def one_hot(:\n    pass\n"
    )

    found, said = debug(exercise, folder)

    assert found == status
    assert sentence in said
    assert not (folder / "debug").exists()


def test_a_file_in_the_way_gets_a_sentence(submission: Callable[..., Path]) -> None:
    folder = submission(metrics=RECALL)
    (folder / "debug").write_text("mine", encoding="utf-8")

    status, said = debug("metrics.recall", folder)

    assert status != PASSED
    assert "cannot be written" in said
    assert (folder / "debug").read_text(encoding="utf-8") == "mine"


def test_the_grader_does_not_see_the_script(submission: Callable[..., Path]) -> None:
    folder = submission(metrics=RECALL)
    before = read(folder)

    debug("metrics.recall", folder)

    assert (folder / "debug" / "failing_call.py").exists()
    assert read(folder) == before
