"""Watch mode from within: what a key asks for, what is graded when, and whom its workers are given to."""

import asyncio
import gc
import io
import re
import sys
import threading
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from grader.cli import watch as watch_mode
from grader.cli.watch import loop
from grader.cli.watch.loop import Watch
from grader.cli.watch.progress_state import ProgressState, SourceOutline, outline_sources
from grader.cli.watch.screen import Screen
from grader.cli.watch.view import Showing, View
from grader.course.syllabus import Exercise, Syllabus
from grader.grading.pipeline import Settings
from grader.report.feedback import Feedback, SourceLine
from grader.report.report import Gate, Outcome, Report, judge
from grader.sandbox import waiting_worker
from grader.sandbox import warm_workers as waiting
from grader.sandbox.connection import Abandoned
from grader.sandbox.runner import Runner
from grader.sandbox.submission import Submission, SubmissionError
from grader.sandbox.warm_workers import WarmWorkers
from grader.util.errors import CheckFailure
from tests.conftest import STUBS
from tests.support.reports import PASSED

LONGEST = 60.0  # seconds; all of this takes milliseconds


def looked(course: Syllabus, todo: Iterable[str] = (), keras: Iterable[str] = ()) -> SourceOutline:
    """A look at a submission with these stubs, and with these modules importing Keras."""
    names = [module.name for module in course.modules]
    return SourceOutline(
        Submission("mine", dict.fromkeys(names, "x = 1"), {}),
        frozenset(todo),
        frozenset(),
        {name: {"keras"} if name in keras else set() for name in names},
        {name: {name} for name in names},
    )


def passed(exercises: Iterable[Exercise]) -> list[Outcome]:
    return [judge(exercise, [PASSED], 1) for exercise in exercises]


def watch_of(folder: Path, course: Syllabus) -> Watch:
    console = Console(file=io.StringIO(), width=200)
    return Watch(folder, course, Settings(data="digits"), Screen(console), poll=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A submission of one module, with one function."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "metrics.py").write_text("def precision(tp, fp):\n    return 1\n", encoding="utf-8")
    return tmp_path / "mine"


@pytest.fixture
def watch(folder: Path, course: Syllabus, monkeypatch: pytest.MonkeyPatch) -> Watch:
    """A watch that keys can be pressed at, and that starts no worker."""
    made = watch_of(folder, course)
    made._quit, made._woken = asyncio.Event(), asyncio.Event()
    made.view.keys = True
    made.workers.close()
    monkeypatch.setattr(gc, "freeze", lambda: None)  # it would be for good, in the process of all tests
    return made


def done(watch: Watch, act: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Have a watch do a part of its loop."""

    async def run() -> None:
        watch._loop = asyncio.get_running_loop()
        await asyncio.wait_for(act(), LONGEST)

    asyncio.run(run())


# Keys.


def test_a_key_that_means_nothing_leaves_what_was_said(watch: Watch) -> None:
    watch.view.notice = "Read this."
    watch._press("x")

    assert watch.view.notice == "Read this."
    assert not watch._woken.is_set()


def test_with_everything_passed_there_is_no_next_exercise(watch: Watch, course: Syllabus) -> None:
    watch.standing.ran(passed(course.exercises))
    watch._press("n")

    assert watch.view.notice == "All other exercises have passed. Press q to quit."
    assert watch.standing.current == course.exercises[0]


def test_whoever_turns_to_the_next_exercise_waits_for_no_training(watch: Watch, course: Syllabus) -> None:
    watch._opened(looked(course).submission, keras=True)
    assert watch._open is not None
    turn, watch._running = watch._open[1], True
    watch.view.doing.training("training.train_dense", 0)
    watch._press("n")

    assert watch.standing.current == course.exercises[1]
    assert turn.over


def test_whoever_turns_to_the_next_exercise_leaves_what_is_quick_to_its_end(watch: Watch, course: Syllabus) -> None:
    watch._opened(looked(course).submission, keras=False)
    assert watch._open is not None
    turn, watch._running = watch._open[1], True
    watch.view.doing.checking(course.exercises[0])
    watch._press("n")

    assert watch.standing.current == course.exercises[1]
    assert not turn.over


def test_a_question_is_shown_and_answered_by_keys(watch: Watch, course: Syllabus) -> None:
    watch.standing.seen = looked(course)
    watch._press("?")
    assert "No question" not in watch.view.notice
    assert watch.view.notice == "0 of 0 open questions answered correctly; 30 more open as you pass exercises."
    watch.standing.ran(passed(course.select(["metrics.recall", "models.build_dense"])))
    watch._press("?")
    assert "You lower this to 0.3." in _shown(watch.view)
    watch._press("9")
    assert "9 is not one of the choices." in _shown(watch.view)
    watch._press("?")
    for key in "78500\r":
        watch._press(key)

    assert "784 x 100, and a bias for each neuron" in _shown(watch.view)
    watch._press("n")
    assert watch.view.showing == Showing.EXERCISE


def _shown(view: View) -> str:
    """What is drawn of a view in a terminal of 80 columns."""
    console = Console(file=io.StringIO(), width=80, height=30, force_terminal=True, color_system=None)
    Screen(console).draw(view)
    return " ".join(re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|[│╭╮╰╯─]", "", console.file.getvalue()).split())  # type: ignore[attr-defined]


def test_what_is_no_training_cannot_be_trained(watch: Watch) -> None:
    watch._press("t")

    assert watch.view.notice == "scale_pixels is not a training exercise. It runs whenever you save."
    assert watch.standing.wanted == set()


def test_a_training_that_is_a_stub_cannot_be_trained(watch: Watch, course: Syllabus) -> None:
    training = course.by_id["training.train_dense"]
    watch.standing.begin(looked(course, todo=[training.id]))
    watch.standing.current = training
    watch._press("t")

    assert watch.view.notice == "train_dense is still a stub. Write it, and save."
    assert training.id not in watch.standing.wanted


def test_without_the_reference_there_is_no_model_answer(
    watch: Watch, course: Syllabus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.course.model_answers.SOLUTIONS", tmp_path / "nowhere")
    watch.standing.ran(passed(course.exercises[:1]))
    watch._press("s")

    assert watch.view.notice == "There is no folder solutions/ here. Ask your instructor for the model answers."
    assert watch.view.solution == ""


# What is graded, and when.


def test_a_folder_that_is_empty_by_the_first_look_ends_the_watch(
    folder: Path, course: Syllabus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    (folder / "metrics.py").unlink()
    watch = watch_of(folder, course)

    with pytest.raises(SubmissionError, match="it contains no Python file"):
        asyncio.run(asyncio.wait_for(watch.run(), LONGEST))
    with pytest.raises(Abandoned):
        watch.workers.taken(keras=False)


def test_a_fault_of_the_grader_ends_the_watch(folder: Path, course: Syllabus, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object) -> None:
        raise CheckFailure("The checks did not run.")

    monkeypatch.setattr(loop, "outline_sources", lambda _runner, syllabus: looked(syllabus))
    monkeypatch.setattr(loop, "grade_with", broken)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    watch = watch_of(folder, course)

    with pytest.raises(CheckFailure, match="did not run"):
        asyncio.run(asyncio.wait_for(watch.run(), LONGEST))
    with pytest.raises(Abandoned):
        watch.workers.taken(keras=False)


def test_nothing_is_graded_before_the_first_look(
    watch: Watch, course: Syllabus, monkeypatch: pytest.MonkeyPatch
) -> None:
    graded: list[object] = []
    monkeypatch.setattr(loop, "grade_with", lambda *arguments: graded.append(arguments))
    done(watch, lambda: watch._grade([course.exercises[0].id]))

    assert graded == []


def test_what_an_earlier_run_has_found_is_known_at_once(
    watch: Watch, course: Syllabus, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def known_of(_runner: object, _syllabus: object, exercises: list[Exercise], _settings: object) -> object:
        asked.extend(exercise.id for exercise in exercises)
        return {outcome.exercise.id: outcome for outcome in passed(exercises)}

    monkeypatch.setattr(loop, "known_of", known_of)
    models = course.of_module("models")
    watch.standing.begin(looked(course, todo=[models[0].id], keras=["models"]))
    done(watch, watch._recall)

    assert asked == [exercise.id for exercise in models[1:]]
    assert all(watch.standing.passed(exercise) for exercise in models[1:])


def test_what_needs_keras_is_run_at_the_start_once_it_is_its_turn(
    watch: Watch, course: Syllabus, monkeypatch: pytest.MonkeyPatch
) -> None:
    graded: list[set[str]] = []

    async def look(_submission: Submission) -> SourceOutline:
        return looked(course, keras=["models"])

    async def grade(names: set[str]) -> None:
        graded.append(names)
        watch.standing.ran(passed(course.by_id[name] for name in names))

    monkeypatch.setattr(watch, "_look", look)
    monkeypatch.setattr(watch, "_grade", grade)
    monkeypatch.setattr(loop, "known_of", lambda *_arguments: {})
    done(watch, watch._begin)

    models = {exercise.id for exercise in course.of_module("models")}
    trainings = {exercise.id for exercise in course.exercises if exercise.images}
    assert graded == [set(course.by_id) - models - trainings, models - trainings]
    assert watch.standing.current.id in trainings


def test_a_save_while_workers_are_prepared_is_not_slept_over(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    class Looked(Exception):
        pass

    async def nothing() -> None:
        pass

    async def look_again() -> None:
        raise Looked

    monkeypatch.setattr(watch, "_begin", nothing)
    monkeypatch.setattr(watch, "_prepare", lambda: setattr(watch, "_changed", True))
    monkeypatch.setattr(watch, "_look_again", look_again)

    with pytest.raises(Looked):
        done(watch, watch._work)


# What is known.


def test_a_save_before_the_first_look_changes_nothing(course: Syllabus) -> None:
    standing = ProgressState(course)

    assert standing.save(looked(course)) == set()
    assert standing.wanted == set()


TRAINING = """
import keras
from .models import build_cnn

RATE = 0.01


def compile_model(model):
    return model


def train_dense(images, labels, seed=0):
    return compile_model(1), RATE


def train_cnn(images, labels, seed=0):
    return build_cnn(), {}
"""


@pytest.mark.parametrize(
    ("old", "new", "doubtful"),
    [
        ("return build_cnn(), {}", "return build_cnn(), []", {"train_cnn"}),
        ("RATE = 0.01", "RATE = 0.02", {"train_dense"}),
        ("    return model", "    return None", {"train_dense"}),
        ("import keras", "import keras, math", {"train_dense", "train_cnn"}),
        ("import keras", "import keras; globals()", {"train_dense", "train_cnn"}),
        ("import keras", "import keras(", {"train_dense", "train_cnn"}),
        ("import keras\n", "# a remark\nimport keras\n", set()),
    ],
)
def test_a_save_makes_doubtful_only_the_trainings_that_use_what_changed(
    old: str, new: str, doubtful: set[str], course: Syllabus
) -> None:
    def seen(training: str) -> SourceOutline:
        runner = Runner(Submission("mine", {"training": training, "models": "def build_cnn(): pass"}, {}))
        try:
            return outline_sources(runner, course)
        finally:
            runner.close()

    names = ("train_dense", "train_cnn")
    trainings = [course.by_id[f"training.{name}"] for name in names]
    standing = ProgressState(course)
    standing.begin(seen(TRAINING))
    standing.ran(passed(trainings))
    standing.save(seen(TRAINING.replace(old, new)))

    # What the student edits runs again at once.
    again = {e.function for e in trainings if standing.status(e) == "not run" or standing.under_way(e)}
    assert again == doubtful


def test_a_training_that_quotes_lines_is_doubtful_once_they_moved(course: Syllabus) -> None:
    exercise = course.by_id["training.train_cnn"]
    line = SourceLine("mine/training.py", 9, "train_cnn", "return x")
    raised = Feedback("raised", "train_cnn()", raised="ValueError", frames=(line,))
    failed = judge(exercise, [replace(PASSED, status="failed", feedback=raised)], 1)

    def seen(place: str) -> SourceOutline:
        blank = looked(course)
        return replace(
            blank,
            submission=Submission("mine", {"training": place}, {}),
            sources={exercise.id: ("same", place)},
        )

    for outcome, moved in ((failed, "not run"), (passed([exercise])[0], "passed")):
        standing = ProgressState(course)
        standing.current = course.exercises[0]
        standing.begin(seen("line 9"))
        standing.ran([outcome])
        standing.save(seen("line 10"))

        assert standing.status(exercise) == moved


def test_turning_to_an_exercise_has_its_module_run_without_trainings(course: Syllabus) -> None:
    standing = ProgressState(course)
    training = next(exercise for exercise in course.exercises if exercise.images)
    standing.current = training
    standing.want_current()
    assert standing.wanted == set()

    standing.current = course.of_module("models")[0]
    standing.want_current()
    assert standing.wanted == {exercise.id for exercise in course.of_module("models")}


# The screen.


def drawn(standing: ProgressState) -> str:
    """What stands below one another where no cursor moves."""
    file = io.StringIO()
    Screen(Console(file=file, width=200)).draw(View(standing, STUBS, busy=False))
    return file.getvalue()


def test_a_training_is_shown_with_its_accuracy_and_the_gate(course: Syllabus) -> None:
    standing = ProgressState(course)
    standing.current = course.by_id["training.train_dense"]
    gate = Gate(0.9712, 0.965, (0,), (0.9712,))
    standing.ran([replace(judge(standing.current, [PASSED], 1), gate=gate)])

    assert "97.12% of the test images; the gate is at 96.5%" in drawn(standing)


def test_a_training_is_shown_with_what_its_model_makes_of_the_drawings(watch: Watch, course: Syllabus) -> None:
    said = "Your own hand: train_dense 17 of 20 drawings recognised. They give no points."
    exercise = course.by_id["training.train_dense"]
    outcome = replace(judge(exercise, [PASSED], 1), gate=Gate(0.9712, 0.965, (0,), (0.9712,)))

    def graded(*given: Any) -> Report:
        if said:
            given[-1].tried_on_drawings(said)
        return Report("mine", (outcome,))

    def shown() -> str:
        file = io.StringIO()
        Screen(Console(file=file, width=200)).draw(replace_busy(watch.view))
        return file.getvalue()

    watch.standing.seen = looked(course)
    watch.standing.current = exercise
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loop, "grade_with", graded)
        done(watch, lambda: watch._grade([exercise.id]))
        assert said in shown()
        watch.standing.current = course.by_id["training.train_cnn"]
        assert said not in shown()
        watch.standing.current, said = exercise, ""  # there are no drawings any more
        done(watch, lambda: watch._grade([exercise.id]))
        assert "Your own hand" not in shown()


def replace_busy(view: View) -> View:
    view.busy = False
    return view


def test_what_was_not_run_since_a_change_elsewhere_says_how_to_run_it(course: Syllabus) -> None:
    standing = ProgressState(course)

    assert (
        "It has not run since a change in the code that it uses. Save a change in preprocessing.py to run it."
        in drawn(standing)
    )


def test_what_could_not_be_judged_is_called_the_graders_fault(course: Syllabus) -> None:
    standing = ProgressState(course)
    standing.ran([Outcome(course.exercises[0], "error", ())])

    assert "It could not be judged: some of its checks did not run. That is the grader's fault" in drawn(standing)


# Workers, which are given out once each.


class Made:
    """What stands for a link to a worker."""

    def __init__(self, warm: Callable[[], object], progress: Callable[[dict[str, Any]], None]) -> None:
        self.alive = True
        self.tell = progress
        self.asked: list[object] = []
        self._warm = warm

    def ask(self, _doing: str, _seconds: float, **request: object) -> None:
        self._warm()
        self.asked.append(request["libraries"])

    def abandon(self) -> None:
        self.alive = False


Making = Callable[[Callable[[], object]], list[Made]]


@pytest.fixture
def making(monkeypatch: pytest.MonkeyPatch) -> Making:
    """Has workers made that start nothing, and do what is given in place of importing Keras."""

    def make(warm: Callable[[], object]) -> list[Made]:
        made: list[Made] = []

        def link(progress: Callable[[dict[str, Any]], None]) -> Made:
            made.append(Made(warm, progress))
            return made[-1]

        monkeypatch.setattr(waiting_worker, "Connection", link)
        return made

    return make


def test_a_worker_is_given_once_it_has_imported_keras(making: Making) -> None:
    imported = threading.Event()
    made = making(lambda: imported.wait(LONGEST))
    workers = WarmWorkers()
    workers.prepare(keras=True)
    threading.Timer(0.05, imported.set).start()
    link: object = workers.turn(keras=True).worker(None)

    assert [each.asked for each in made if each is link] == [[["keras"]]]  # it has been waited for
    assert len(made) == waiting.PLAIN_WAITING + 1


def test_a_worker_with_keras_is_not_kept_where_it_is_of_no_use(making: Making) -> None:
    made = making(lambda: None)
    workers = WarmWorkers()
    workers.prepare(keras=True)
    workers.prepare(keras=True)
    workers.prepare(keras=False)

    assert [each.alive for each in made] == [True] * waiting.PLAIN_WAITING + [False]


def test_a_turn_that_ends_while_keras_is_imported_gets_no_worker(making: Making) -> None:
    workers = WarmWorkers()
    turn = workers.turn(keras=True)
    made = making(turn.end)
    workers.prepare(keras=True)

    with pytest.raises(Abandoned):
        turn.worker(None)
    assert not made[-1].alive


def test_progress_is_told_to_whom_the_worker_was_given(making: Making) -> None:
    made = making(lambda: None)
    workers = WarmWorkers()
    workers.prepare(keras=False)
    heard: list[dict[str, Any]] = []
    for each in made:
        each.tell({"epoch": 1})
    link: object = workers.turn(keras=False).worker(heard.append)
    for each in made:
        each.tell({"epoch": 2})

    assert any(each is link for each in made)
    assert heard == [{"epoch": 2}]


# What is drawn.


def test_a_stream_without_a_buffer_gets_one(tmp_path: Path) -> None:
    """As PYTHONUNBUFFERED makes standard output: each writing may be cut off by a signal."""
    file = tmp_path / "drawn.txt"
    with io.TextIOWrapper(io.FileIO(file, "w"), encoding="utf-8", write_through=True) as bare:
        with watch_mode._whole(bare) as whole:
            whole.write("✔ passed\n")

            assert file.read_text(encoding="utf-8") == ""
            assert watch_mode._whole(whole) is whole
        assert file.read_text(encoding="utf-8") == "✔ passed\n"
