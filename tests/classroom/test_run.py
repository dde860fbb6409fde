"""Grading a class: what is run, what is run again, and what survives the end of any process."""

import contextlib
import heapq
import io
import os
import pickle
import random
import re
import shutil
import signal
import stat
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import psutil
import pytest
from rich.console import Console

from grader.checks.fresh_seed import FreshSeed
from grader.classroom import adjustments, stopped
from grader.classroom import run as class_run
from grader.classroom.batch import Batch, ImagesMissing, Watcher
from grader.classroom.class_terminal import show_class, show_similar
from grader.classroom.copied_answers import Copied
from grader.classroom.executor import Executor, Lost, Turn
from grader.classroom.exports.handover import NotWrittenError
from grader.classroom.gradebook import Gradebook
from grader.classroom.intake import take_in
from grader.classroom.job import TRAININGS, Fetch, FoundImages, Grade, Graded, unjudged
from grader.classroom.local_executor import Pool
from grader.classroom.received import Received
from grader.classroom.records import Record, Student
from grader.classroom.roster import Roster
from grader.classroom.roster import read as read_roster
from grader.classroom.similarity import BASES, compare
from grader.classroom.work import Outline, Work
from grader.course.current import current, digest_of_rules
from grader.course.syllabus import Exercise, Syllabus
from grader.grading.manifest import versions
from grader.grading.pipeline import Settings
from grader.report.feedback import Feedback
from grader.report.report import CheckResult, judge
from grader.report.serialization import to_dict
from grader.sandbox import bubblewrap
from grader.sandbox.probe import Findings
from grader.sandbox.submission import Submission, read
from grader.util.errors import Stopped
from grader.util.exit_status import LEFT_TO_DO, OUR_FAULT, PASSED, WRONG_USAGE
from grader.util.statusline import StatusLine
from tests.conftest import ROOT, SOLUTIONS, STUBS
from tests.support import classes
from tests.support.processes import started
from tests.support.reports import HOSTILE, mixed
from tests.support.secrets import SECRET, shared
from tests.support.workers import graded

DIGITS = FoundImages(("digits", "d"), "Digits.")
NUMPY = ("--only", "preprocessing", "--only", "metrics")
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")


@dataclass
class Answering(Executor):
    """An executor that runs nothing: a module with `wrong` in it fails, one with `lost` loses its process."""

    slots: int = 2
    images: FoundImages | str = DIGITS
    most: int = 10**9  # results that it gives before it is interrupted
    jobs: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def findings(self) -> Findings:
        return Findings("process", (), ())

    def _free(self) -> Iterable[Callable[[Turn], None]]:
        return []

    def _collect(self, seconds: float) -> list[tuple[int, Any]]:
        assert seconds > 0
        if len(self.jobs) == self.most:
            raise KeyboardInterrupt
        turn = heapq.heappop(self._waiting)
        self.jobs.append(turn.job)
        return [(turn.number, self.answer(turn.job) if isinstance(turn.job, Grade) else self.images)]

    def answer(self, job: Grade) -> Graded | Lost:
        sources = job.submission.sources
        if any("lost" in text for text in sources.values()):
            return Lost("It was lost.")
        outline = outline_of(job.submission)
        found = {}
        for name in job.exercises:
            exercise = _course().by_id[name]
            if not (job.quick and outline.heavy_for(exercise)) and job_key(job, exercise, outline) not in job.held:
                status = "failed" if "wrong" in sources[exercise.module] else "passed"
                found[name] = to_dict(judge(exercise, [CheckResult("holds", "It holds.", status)], 1))
        return Graded(found, outline, {"seed": job.work.seed}, seconds=1.0)

    def close(self) -> None:
        self._waiting.clear()

    @property
    def graded(self) -> list[tuple[str, tuple[str, ...]]]:
        return [(job.submission.name, job.exercises) for job in self.jobs if isinstance(job, Grade)]


def job_key(job: Grade, exercise: Exercise, outline: Outline) -> str:
    from grader.classroom.work import key

    return key(exercise, job.submission, outline, job.work)


def outline_of(submission: Submission) -> Outline:
    heavy = {"models": ("keras",), "training": ("keras",)}
    return Outline({name: (name,) for name in submission.sources}, heavy, {})


def _course() -> Syllabus:
    return current().syllabus


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Gradebook]:
    with Gradebook(tmp_path / "class.gradebook") as opened:
        yield opened


def hand_in(book: Gradebook, **students: dict[str, str]) -> None:
    everything = dict.fromkeys(("preprocessing", "metrics", "models", "training", "evaluation"), "right")
    book.take_in(
        [
            Received(Student(name, name), name, Submission(name, everything | said, {}))
            for name, said in students.items()
        ]
    )


def work(data: str = "digits", seed: int = 0) -> Work:
    return Work(digest_of_rules(), versions(), "process", seed, data)


def run_batch(
    book: Gradebook, *only: str, executor: Answering | None = None, data: str = "digits", seed: int = 0
) -> tuple[Answering, int]:
    executor = executor or Answering()
    run = book.begin({})
    Batch(book, run, _course().select(only), work(data, seed), executor).grade()
    book.end(run)
    return executor, run


def scores(book: Gradebook) -> dict[str, float]:
    return {record.student.id: record.score for record in book.records(_course())}


def valued(**points: int) -> Sequence[Exercise]:
    """The NumPy metrics of a course that gives other points for some."""
    return [replace(each, points=points.get(each.function, each.points)) for each in _course().of_module("metrics")]


def test_other_points_of_the_course_are_given_without_grading_again(book: Gradebook) -> None:
    hand_in(book, ada={}, ben={"metrics": "wrong"})
    run_batch(book, "metrics")
    before = scores(book)
    run = book.begin({"course": "other"})
    executor, exercises = Answering(), valued(recall=5)
    Batch(book, run, exercises, work(), executor).grade()
    book.value_again(run, exercises)
    other = replace(_course(), exercises=tuple({each.id: each for each in (*_course().exercises, *exercises)}.values()))

    assert [job for job in executor.jobs if isinstance(job, Grade)] == []
    assert {record.student.id: record.score - before[record.student.id] for record in book.records(other)} == {
        "ada": 2, "ben": 0,
    }  # fmt: skip
    changes = [(change.student.id, change.exercise, change.before, change.after) for change in book.changes(run)]
    assert changes == [("ada", "metrics.recall", 3, 5)]
    assert book.changes(run)[0].why == "the course gives 5 points for it, no longer 3"
    assert book.course_before(run) == ""
    book.value_again(run, valued())  # and back
    assert scores(book) == before
    assert book.changes(run) == []


def test_a_moved_gate_grades_that_training_again(book: Gradebook) -> None:
    hand_in(book, ada={})
    run_batch(book, "training")
    moved = [replace(each, gate=each.gate and each.gate - 0.01) for each in _course().of_module("training")]
    run = book.begin({})
    executor = Answering()
    Batch(book, run, moved, work(), executor).grade()
    graded_again = {name for job in executor.jobs if isinstance(job, Grade) for name in job.exercises}

    assert graded_again == {each.id for each in moved if each.gate}


def test_numpy_exercises_of_all_come_first_and_trainings_last_one_by_one(book: Gradebook) -> None:
    hand_in(book, ada={}, bob={"metrics": "wrong"})

    executor, _ = run_batch(book)
    order = [(name, len(exercises), exercises[0].partition(".")[0]) for name, exercises in executor.graded]
    assert order[:2] == [("ada", 30, "preprocessing"), ("bob", 30, "preprocessing")]  # of which the quick ones are run
    assert [each[0::2] for each in order[2:4]] == [("ada", "models"), ("bob", "models")]
    assert [each[1:] for each in order[4:]] == [(1, "training")] * 6
    assert scores(book)["ada"] == 100
    assert 0 < scores(book)["bob"] < 100


def test_what_the_clock_cut_off_is_run_again_when_nothing_else_runs(book: Gradebook) -> None:
    class Busy(Answering):
        """Has no time for `recall`, unless it is alone."""

        def answer(self, job: Grade) -> Graded | Lost:
            graded = super().answer(job)
            if isinstance(graded, Lost) or job.exercises == ("metrics.recall",):
                assert self._waiting == []  # it is alone
                return graded
            exercise = _course().by_id["metrics.recall"]
            unjudged = CheckResult("holds", "It holds.", "error", Feedback("unjudged", reason="No time."))
            error = to_dict(judge(exercise, [unjudged], 1))
            late = ("metrics.recall",) if "metrics.recall" in graded.outcomes else ()
            return replace(graded, outcomes={**graded.outcomes, **dict.fromkeys(late, error)}, late=late)

    hand_in(book, ada={}, bob={})
    executor, _ = run_batch(book, executor=Busy())

    assert executor.graded[-2:] == [("ada", ("metrics.recall",)), ("bob", ("metrics.recall",))]
    assert scores(book) == {"ada": 100, "bob": 100}


def test_what_the_clock_cuts_off_alone_too_stays_without_a_verdict(book: Gradebook) -> None:
    class Never(Answering):
        def answer(self, job: Grade) -> Graded | Lost:
            return replace(unjudged([_course().by_id[name] for name in job.exercises], "No time."), late=job.exercises)

    hand_in(book, ada={})
    executor, _ = run_batch(book, "recall", executor=Never())

    assert executor.graded == [("ada", ("metrics.recall",))] * 2
    reports = [record.report for record in book.records(_course()) if record.report]
    assert [outcome.status for report in reports for outcome in report.outcomes] == ["error"]


def test_the_time_that_is_left_counts_down_while_a_training_runs(
    book: Gradebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, told = 1_000.0, list[float | None]()
    monkeypatch.setattr("grader.classroom.batch.time.monotonic", lambda: now)

    class Slow(Answering):
        """The last job runs, and runs."""

        def _collect(self, seconds: float) -> list[tuple[int, Any]]:
            nonlocal now
            if self._waiting[0].rank == TRAININGS and len(told) < 12:
                now += 60
                return []
            return super()._collect(seconds)

    class Heard(Watcher):
        def progress(self, *said: Any) -> None:
            told.append(said[-1])

    hand_in(book, ada={})
    run = book.begin({})
    batch = Batch(book, run, _course().select(["train_cnn"]), work("auto"), Slow(), Heard())
    batch.grade()
    limit = 0.15 * _course().by_id["training.train_cnn"].seconds

    shown = [left for left in told if left is not None]
    assert shown == [limit, limit - 60, limit - 120]
    assert told[told.index(shown[-1]) + 1 :] == [None] * (len(told) - told.index(shown[-1]) - 1)


def test_fresh_inputs_hang_on_class_and_student_and_sources_and_the_secret_stays(tmp_path: Path) -> None:
    def seeds(name: str, text: str = "right") -> dict[str, FreshSeed]:
        with Gradebook(tmp_path / name) as book:
            hand_in(book, ada={"metrics": text}, bob={"metrics": text})
            executor, _ = run_batch(book, "recall", "train_dense", executor=Answering())
            secret = book.fresh_seed()
            for job in executor.jobs:
                assert secret.key not in pickle.dumps(job)
            assert {job.work.test_warps for job in executor.jobs if isinstance(job, Grade)} == {secret.test_warps}
            assert [job.test_warps for job in executor.jobs if isinstance(job, Fetch)] == [secret.test_warps]
            return {job.submission.name: job.fresh for job in executor.jobs if isinstance(job, Grade)}

    shared(tmp_path / "a.gradebook")
    shared(tmp_path / "same.gradebook")
    first, same, other = seeds("a.gradebook"), seeds("same.gradebook"), seeds("other.gradebook")
    next_hand_in = seeds("a.gradebook", "another")
    assert same == first
    keys = [seed.key for found in (first, other, next_hand_in) for seed in found.values()]
    assert len(set(keys)) == len(keys) == 6
    assert {seed.number for seed in first.values()} == {None}


def test_nothing_is_graded_twice_unless_it_changed(book: Gradebook) -> None:
    hand_in(book, ada={}, bob={})
    run_batch(book)
    again, _ = run_batch(book)
    hand_in(book, ada={"metrics": "wrong"})
    changed, run = run_batch(book)

    assert again.graded == []
    assert {name for name, _ in changed.graded} == {"ada"}
    fresh = {row[0] for row in book._base.execute("SELECT exercise FROM outcomes WHERE status = 'failed'")}
    assert {name.partition(".")[0] for name in fresh} == {"metrics"}
    count = book._base.execute("SELECT count(*) FROM outcomes").fetchone()[0]
    assert count == 2 * 30 + len(fresh)
    assert {(change.student.id, change.after, change.why) for change in book.changes(run)} == {
        ("ada", 0, "the submission changed")
    }


def test_a_submission_as_it_was_before_gets_its_outcomes_back(book: Gradebook) -> None:
    hand_in(book, ada={})
    run_batch(book)
    hand_in(book, ada={"training": "wrong"})
    run_batch(book)
    hand_in(book, ada={})
    back, run = run_batch(book)

    assert all(job.quick for job in back.jobs if isinstance(job, Grade))  # to see what there is
    assert scores(book) == {"ada": 100}
    assert all(change.before == 0 for change in book.changes(run))


def test_another_seed_or_other_images_train_again_and_nothing_else(book: Gradebook) -> None:
    hand_in(book, ada={})
    run_batch(book)
    seed, _ = run_batch(book, seed=1)
    images, _ = run_batch(book, seed=1, executor=Answering(images=FoundImages(("mnist", "m"), "MNIST.")), data="mnist")

    trainings = [(exercise.id,) for exercise in _course().exercises if exercise.images]
    assert [exercises for _, exercises in seed.graded] == trainings
    assert [exercises for _, exercises in images.graded] == trainings


def test_what_could_not_be_judged_is_told_and_tried_again_the_next_time(book: Gradebook) -> None:
    hand_in(book, ada={"metrics": "lost"}, bob={})
    run_batch(book, "metrics")
    record = book.records(_course(), _course().select(["metrics"]))[0]
    hand_in(book, ada={"metrics": "right"}, bob={})
    again, run = run_batch(book, "metrics")

    assert record.report is not None
    assert {outcome.status for outcome in record.report.outcomes} == {"error"}
    assert record.report.outcomes[0].feedback == Feedback("unjudged", reason="It was lost.")
    assert [name for name, _ in again.graded] == ["ada"]
    assert {change.why for change in book.changes(run)} == {"it was not judged before"}


@pytest.mark.parametrize("most", range(1, 12, 2))
def test_a_run_that_was_interrupted_goes_on_where_it_was(most: int, book: Gradebook, tmp_path: Path) -> None:
    students: dict[str, dict[str, str]] = {"ada": {}, "bob": {"metrics": "wrong"}, "eve": {"models": "wrong"}}
    hand_in(book, **students)
    first = Answering(most=most)
    with pytest.raises(KeyboardInterrupt):
        run_batch(book, executor=first)
    then, _ = run_batch(book)
    with Gradebook(tmp_path / "other.gradebook") as undisturbed:
        hand_in(undisturbed, **students)
        whole, _ = run_batch(undisturbed)

        assert book.records(_course()) == undisturbed.records(_course())
    assert sorted(first.graded + then.graded) == sorted(whole.graded)


def test_images_that_cannot_be_had_stop_a_run(book: Gradebook) -> None:
    hand_in(book, ada={})

    with pytest.raises(ImagesMissing, match="no such file"):
        run_batch(book, executor=Answering(images="x.npz: no such file. Name another."))


def test_the_table_fits_and_hostile_names_are_harmless(course: Syllabus) -> None:
    hostile = Student(HOSTILE, HOSTILE + "x" * 300, on_roster=False)
    report = mixed(course)
    records = [
        Record(Student("1", "Ada"), "graded", "ada", ("older",), report),
        Record(hostile, "refused", HOSTILE, reason=f"It is {HOSTILE}."),
        Record(Student("2", "Bob"), "missing"),
    ]
    console = Console(width=80, record=True, file=io.StringIO())

    show_class(console, records, course.exercises)

    text = console.export_text()
    table = text.partition("\n\n")[0].splitlines()
    assert table[0].split() == ["student", "of", "100", "bonus", "of", "8", "state", "remark"]
    assert max(map(len, table)) <= 80
    names = [line for line in table[1:] if not line.startswith("  ")]
    assert len(names) == 3  # the rest goes on with a remark
    assert not set("\x1b\x00\u202e\u2066") & set(text)
    for line in ("Not handed in (1)\nBob (2)", "Refused (1)", "Not on the roster (1)", "ada counts, not older"):
        assert line in text
    assert "Could not be judged (1)" in text


def test_similar_work_is_named_in_the_terminal(course: Syllabus) -> None:
    console = Console(width=80, record=True, file=io.StringIO())
    copied = {"s005": (Copied("metrics.recall", 3, "metrics.recall", 60),)}

    show_similar(console, classes.of_thirty(course), replace(compare(classes.copied(), BASES), models=copied))

    text = " ".join(console.export_text().split())
    pair = "Dora D. Muster (s003) and Emil E. Muster (s004): 97% of one of them; metrics.roc_auc"
    assert f"Similar work, the most similar first (1) {pair}" in text
    assert "Equal to the reference (1)" in text
    assert "(s005): metrics.recall" in text


# The command, with real processes.


Make = Callable[..., Path]


@pytest.fixture
def class_of(tmp_path: Path) -> Make:
    """Makes a folder with so many submissions; every third is one of stubs, every fourth has a wrong precision."""

    def make(count: int) -> Path:
        folder = tmp_path / "class"
        for number in range(count):
            place = folder / f"student{number:02}"
            shutil.copytree(
                STUBS if number % 3 == 2 else SOLUTIONS, place, ignore=shutil.ignore_patterns("__pycache__")
            )
            if number % 4 == 1:
                with (place / "metrics.py").open("a", encoding="utf-8") as file:
                    file.write(f"\n\ndef precision(tp, fp):\n    return tp + {number}\n")
        return folder

    return make


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80", "NO_COLOR": "1", "PYTHONUTF8": "1"}


def run(*arguments: object, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "grader", *map(str, arguments)]
    return subprocess.run(
        line, cwd=folder, env=environment(), capture_output=True, encoding="utf-8", timeout=600, check=False
    )


@contextlib.contextmanager
def running(*arguments: object) -> Iterator["subprocess.Popen[str]"]:
    line = [sys.executable, "-m", "grader", *map(str, arguments)]
    process = started(line, environment())
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def family(process: "subprocess.Popen[str]") -> list[psutil.Process]:
    found: list[psutil.Process] = []
    with contextlib.suppress(psutil.NoSuchProcess):
        found += psutil.Process(process.pid).children(recursive=True)
    return found


def left_of(processes: Sequence[psutil.Process]) -> list[psutil.Process]:
    alive: list[psutil.Process] = psutil.wait_procs(processes, timeout=30)[1]
    return alive


def stored(file: Path) -> int:
    """How many outcomes a gradebook has that another process may be writing, by a look at its journal's effect."""
    import sqlite3

    try:
        base = sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)
        with contextlib.closing(base):
            return int(base.execute("SELECT count(*) FROM outcomes").fetchone()[0])
    except sqlite3.DatabaseError:  # it is being written, or not there yet
        return 0


def wait_until(condition: Callable[[], bool], process: "subprocess.Popen[str]") -> None:
    deadline = time.monotonic() + 300
    while not condition() and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def content(file: Path) -> dict[str, Any]:
    """All that a gradebook says of the class, without times and keys."""
    with Gradebook(file, create=False) as book:
        records = book.records(_course(), _course().select(["preprocessing", "metrics"]))
    said: dict[str, Any] = {}
    for record in records:
        assert record.report is not None
        outcomes = [replace(outcome, seconds=0.0) for outcome in record.report.outcomes]
        said[record.student.id] = (record.state, record.submission, record.score, outcomes)
    return said


@pytest.mark.slow
def test_a_class_is_graded_and_graded_again_only_where_it_changed(class_of: Make, tmp_path: Path) -> None:
    folder, file = class_of(3), tmp_path / "class.gradebook"
    (folder / "broken.zip").write_bytes(b"no zip")
    roster = tmp_path / "roster.csv"
    roster.write_text("id,name\nstudent00,Ada\nstudent01,Bob\nbroken,Carl\nmissing,Dan\n", encoding="utf-8")
    arguments = ("class", folder, *NUMPY, "--roster", roster, "--workers", 1, "--csv", tmp_path / "all.csv")

    first = run(*arguments)

    assert first.returncode == LEFT_TO_DO, first.stdout + first.stderr
    for said in ("Ada (student00)", "Not handed in (1)\nDan", "Refused (1)\nCarl", "Not on the roster (1)\nstudent02"):
        assert said in first.stdout
    assert "Bob" in (tmp_path / "all.csv").read_text(encoding="utf-8-sig")
    assert file.exists()
    shutil.copy(SOLUTIONS / "metrics.py", folder / "student01")
    (folder / "broken.zip").unlink()
    adjusted = run("adjust", file, "Ada", "-3", "--reason", "Late.", "--author", "Grace")
    again = run("class", folder, *NUMPY, "--workers", 1)
    assert adjusted.returncode == 0, adjusted.stderr
    assert "Ada (student00): -3 points, -3 in all adjustments; the score is 44 now." in adjusted.stdout
    assert again.returncode == LEFT_TO_DO  # what Carl handed in was refused, and stands in the gradebook
    assert re.search(r"Bob \(student01\): \d+ -> \d+: .*metrics.precision 0 -> 3", again.stdout)
    assert re.search(r"Ada \(student00\): 47 -> 44: adjusted -3, Late", again.stdout)
    assert "adjusted -3" in again.stdout


def test_a_class_gets_what_a_submission_gets_alone(class_of: Make, course: Syllabus, tmp_path: Path) -> None:
    folder = class_of(2)
    settings = Settings(
        data="digits", use_cache=False, fresh=SECRET.of("student01").of(read(folder / "student01").digest)
    )
    alone = graded(folder / "student01", course, course.select(["preprocessing", "metrics"]), settings)
    shared(tmp_path / "class.gradebook")

    done = run("class", folder, *NUMPY)

    assert done.returncode == 0, done.stdout + done.stderr
    expected = [replace(outcome, seconds=0.0) for outcome in alone.outcomes]
    assert content(tmp_path / "class.gradebook")["student01"] == ("graded", "student01", alone.score, expected)


@pytest.mark.slow
@POSIX
def test_a_run_that_is_killed_again_and_again_ends_like_one_that_is_not(class_of: Make, tmp_path: Path) -> None:
    folder, file = class_of(8), shared(tmp_path / "killed.gradebook")
    arguments = ("class", folder, *NUMPY, "--gradebook")
    generator = random.Random(4)

    for wanted in (0, 30, 60, 90):  # outcomes, of 136
        with running(*arguments, file) as process:
            wait_until(lambda enough=wanted: stored(file) > enough, process)  # type: ignore[misc]
            time.sleep(generator.uniform(0, 0.3))
            relatives = family(process)
            process.send_signal(signal.SIGKILL)
            process.wait()
        assert left_of(relatives) == []
    finished = run(*arguments, file)
    undisturbed = run(*arguments, shared(tmp_path / "other.gradebook"))

    assert (finished.returncode, undisturbed.returncode) == (0, 0), finished.stderr + undisturbed.stderr
    assert content(file) == content(tmp_path / "other.gradebook")
    with Gradebook(file) as book:
        twice = book._base.execute("SELECT count(*) FROM outcomes GROUP BY student, exercise, key HAVING count(*) > 1")
        assert twice.fetchall() == []


@POSIX
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_a_signal_ends_a_run_with_all_results_kept_and_no_process_left(
    number: signal.Signals, class_of: Make, tmp_path: Path
) -> None:
    folder, file = class_of(6), tmp_path / "class.gradebook"

    with running("class", folder, *NUMPY) as process:
        wait_until(lambda: stored(file) > 0, process)
        relatives = family(process)
        process.send_signal(number)
        _out, errors = process.communicate(timeout=60)

        assert process.returncode == 128 + number
    assert "Run the same command to continue" in errors
    assert relatives
    assert left_of(relatives) == []
    with Gradebook(file) as book:
        assert book._base.execute("SELECT count(*) FROM outcomes").fetchone()[0] > 0


@pytest.mark.slow
@POSIX
def test_a_process_that_is_lost_costs_another_try_and_no_result(class_of: Make, tmp_path: Path) -> None:
    folder, file = class_of(4), tmp_path / "class.gradebook"

    with running("class", folder, *NUMPY, "--workers", 1) as process:
        wait_until(lambda: stored(file) > 0, process)
        near = [child for child in psutil.Process(process.pid).children() if "spawn_main" in _line(child)]
        for child in near:
            child.kill()
        output, errors = process.communicate(timeout=300)

    assert near
    assert process.returncode == 0, output + errors
    assert set(scores_of(file)) == {0, 41, 47}


def _line(process: psutil.Process) -> str:
    with contextlib.suppress(psutil.Error):  # it has ended
        return " ".join(process.cmdline())
    return ""


def scores_of(file: Path) -> list[float]:
    with Gradebook(file) as book:
        return [record.score for record in book.records(_course())]


@pytest.mark.skipif(sys.platform != "linux", reason="only the kernel of Linux tells it")
def test_ctrl_c_cuts_no_process_short_while_it_starts() -> None:
    with Pool(2) as pool:
        kept_out = []
        for near in pool._near:
            told = Path(f"/proc/{near.process.pid}/status").read_text(encoding="ascii")
            masks = [int(line.split()[1], 16) for line in told.splitlines() if line.startswith(("SigBlk", "SigIgn"))]
            kept_out.append(any(mask & (1 << (signal.SIGINT - 1)) for mask in masks))

    assert kept_out == [True, True]
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def test_a_job_whose_process_is_lost_each_time_is_given_up() -> None:
    with Pool(1) as pool:
        pool.submit(7, 0, Fetch("digits", limit=0.0))
        found: list[tuple[int, Any]] = []
        while not found:
            found = pool.finished(0.1)

    assert found[0][0] == 7
    assert isinstance(found[0][1], Lost)
    assert "got stuck 3 times" in found[0][1].sentence


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        pytest.param(("class", "nowhere"), 2, "nowhere: there is no such folder", id="no folder"),
        pytest.param(("class", "exercises", "--gradebook", "README.md"), 2, "is not a gradebook", id="no gradebook"),
        pytest.param(("class", "exercises", "--workers", "0"), 2, "not in the range", id="no workers"),
        pytest.param(("class", "exercises", "--only", "recal"), 2, "Did you mean", id="no exercise"),
        pytest.param(
            ("adjust", "nowhere", "a", "1", "--reason", "x", "--author", "y"), 2, "no such gradebook", id="none"
        ),
        pytest.param(("adjust", "nowhere", "a", "0", "--reason", "x", "--author", "y"), 2, "change nothing", id="zero"),
        pytest.param(("adjust", "nowhere", "a", "1", "--reason", "x"), 2, "--author", id="no author"),
    ],
)
def test_wrong_use_gets_a_sentence(arguments: tuple[str, ...], status: int, sentence: str) -> None:
    done = run(*arguments)

    assert done.returncode == status, done.stdout + done.stderr
    assert sentence in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_where_nothing_is_handed_in_no_gradebook_is_left(tmp_path: Path) -> None:
    (tmp_path / "class").mkdir()

    done = run("class", tmp_path / "class")

    assert done.returncode == 2
    assert "no submission" in done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["class"]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        pytest.param(("--csv", "roster.csv"), "roster.csv is the roster.", id="over the roster"),
        pytest.param(("--moodle", "class/../kept.db"), "kept.db is the gradebook.", id="over the gradebook"),
        pytest.param(("--csv", "older.gradebook"), "does not look like a report", id="over another gradebook"),
        pytest.param(("--canvas", "class/bob.zip"), "does not look like a report", id="over what was handed in"),
        pytest.param(("--csv", "a.csv", "--moodle", "a.csv"), "a.csv is where another report goes", id="two in one"),
        pytest.param(("--html", "class"), "would be taken for a submission", id="pages in the class"),
        pytest.param(("--html", "class/pages"), "would be taken for a submission", id="pages among submissions"),
    ],
)
def test_no_report_goes_over_what_is_needed(options: tuple[str, ...], sentence: str, tmp_path: Path) -> None:
    folder_of(tmp_path / "class", ada="right")
    for name in ("roster.csv", "kept.db", "older.gradebook", "class/bob.zip"):
        (tmp_path / name).write_text("id\nada\n", encoding="utf-8")
    before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}

    wanted = ("class", "class", "--roster", "roster.csv", "--gradebook", "kept.db", "--only", "recall")
    done = run(*wanted, *options, folder=tmp_path)

    assert done.returncode == 2
    assert sentence in " ".join(done.stderr.split())
    assert {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()} == before


def test_a_student_who_is_not_there_gets_those_who_are(book: Gradebook) -> None:
    hand_in(book, ada={}, adam={})
    book.close()

    with pytest.raises(Stopped, match=r"not a student in this gradebook. Did you mean ada"):
        adjustments.adjust(book.file, "adda", "", 1, "Why.", "Who", _course())


def test_a_gradebook_in_use_is_told(book: Gradebook, class_of: Make) -> None:
    done = run("class", class_of(1), "--gradebook", book.file)

    assert done.returncode == 2
    assert "is in use by another run" in done.stderr
    assert done.stdout == ""


# The command, with an executor that runs nothing.


def folder_of(place: Path, **students: str) -> Path:
    """A class whose students have this text in their metrics, or nothing at all."""
    for name, text in students.items():
        (place / name).mkdir(parents=True)
        if text:
            (place / name / "metrics.py").write_text(text, encoding="utf-8")
    return place


@pytest.mark.parametrize(
    ("students", "status"),
    [
        pytest.param({"ada": "right", "bob": "wrong"}, PASSED, id="all is graded"),
        pytest.param({"ada": "right", "bob": ""}, LEFT_TO_DO, id="one is refused"),
        pytest.param({"ada": "lost", "bob": ""}, OUR_FAULT, id="one could not be judged, which weighs more"),
    ],
)
def test_the_exit_status_says_whom_to_see_to(students: dict[str, str], status: int, tmp_path: Path) -> None:
    console = Console(width=80, record=True, file=io.StringIO())
    written: list[list[str]] = []

    def export(records: Sequence[Record], _syllabus: Syllabus, file: Path) -> tuple[str, ...]:
        written.append([file.name, *(record.student.id for record in records)])
        return ("bob's [name] is written as it is.",)

    wanted = class_run.Class(
        folder_of(tmp_path / "class", **students), _course().select(["metrics"]), exports={tmp_path / "all.csv": export}
    )
    found = class_run.grade_class(wanted, _course(), console, executor=Answering)

    assert found == status
    assert written == [["all.csv", "ada", "bob"]]
    assert "all.csv: bob's [name] is written as it is." in console.export_text()


def test_no_name_in_what_exports_say_steers_the_terminal_or_begins_a_line(tmp_path: Path) -> None:
    name = "\x1b[2Jeve\n\u202ebob: passed"

    def refuse(*_given: object) -> tuple[str, ...]:
        raise NotWrittenError(f"{name} has no id. Give a roster.")

    def export(*_given: object) -> tuple[str, ...]:
        return (f"{name} is not in it.",)

    out = io.StringIO()
    exports = {tmp_path / "one.csv": refuse, tmp_path / "other.csv": export}
    wanted = class_run.Class(folder_of(tmp_path / "class", ada="right"), _course().select(["metrics"]), exports=exports)
    with pytest.raises(Stopped) as caught:
        class_run.grade_class(wanted, _course(), Console(width=200, file=out), executor=Answering)

    shown = r"\x1b[2Jeve \u202ebob: passed"
    assert f"{shown} has no id." in str(caught.value)
    assert f"other.csv: {shown} is not in it." in out.getvalue()


def test_a_table_that_cannot_be_made_is_our_fault_and_the_others_are_written(tmp_path: Path) -> None:
    def refuse(*_given: object) -> tuple[str, ...]:
        raise NotWrittenError("It has no maximum. Give one.")

    def export(*_given: object) -> tuple[str, ...]:
        return ("It is written.",)

    console = Console(width=80, record=True, file=io.StringIO())
    source = folder_of(tmp_path / "class", ada="right")
    exports = {tmp_path / "one.csv": refuse, tmp_path / "other.csv": export}
    wanted = class_run.Class(source, _course().select(["metrics"]), exports=exports)
    with pytest.raises(Stopped, match=r"one\.csv was not written: It has no maximum\. Give one\.") as caught:
        class_run.grade_class(wanted, _course(), console, executor=Answering)

    assert caught.value.status == OUR_FAULT
    assert "other.csv: It is written." in console.export_text()


@pytest.mark.parametrize("fault", [KeyError("slug"), FileNotFoundError(2, "No such file")])
def test_a_fault_after_the_kit_was_replaced_is_told_as_that(
    fault: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = tmp_path / "class.html.j2"
    template.touch()
    monkeypatch.setattr(stopped, "GRADER", tmp_path)

    def fail(changed: float) -> None:
        with stopped.explained("Run the same command to continue."):
            os.utime(template, (changed, changed))
            raise fault

    with pytest.raises(Stopped, match=r"files of the kit changed during the run\. Run the same command") as caught:
        fail(4e9)
    assert caught.value.status == OUR_FAULT
    with pytest.raises((KeyError, Stopped)) as other:
        fail(0)
    assert "of the kit" not in str(other.value)


def test_where_submissions_are_kept_from_too_little_nothing_is_graded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Open(Answering):
        def findings(self) -> Findings:
            return Findings("process", ("signals",), ("network", "reading"))

    monkeypatch.setattr(bubblewrap, "obstacle", lambda: "bubblewrap is not installed")
    executor = Open()
    wanted = class_run.Class(folder_of(tmp_path / "class", ada="right"), _course().select(["metrics"]))

    with pytest.raises(Stopped, match=r"use the network and read your files \(bubblewrap is not") as caught:
        class_run.grade_class(
            wanted,
            _course(),
            Console(file=io.StringIO()),
            lambda _slots: executor,
        )

    assert caught.value.status == WRONG_USAGE
    assert "--allow-no-sandbox" in str(caught.value)
    assert executor.jobs == []
    assert not wanted.file.exists()
    class_run.refuse_without_sandbox(Findings("bubblewrap", ("network", "reading"), ()))  # which has nothing to say


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (None, "2 of 9 gradings done"),
        (89.0, "2 of 9 gradings done, 89 s left"),
        (100.0, "2 of 9 gradings done, 2 min left"),
        (9_000.0, "2 of 9 gradings done, 2.5 h left"),
    ],
)
def test_without_a_terminal_the_progress_is_a_line_now_and_then(
    left: float | None, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    console = Console(width=80, record=True, file=io.StringIO())
    with StatusLine(console) as line:
        shown = class_run.ClassProgress(console, line)
        shown.progress(1, 9, left)  # so soon nothing is said
        monkeypatch.setattr(class_run, "LINE_EVERY", 0.0)
        shown.progress(2, 9, left)

    assert console.export_text().splitlines() == [said]


@pytest.mark.parametrize(("processors", "expected"), [(3, 3), (None, 1)])
def test_where_a_system_has_no_affinity_all_processors_count(
    processors: int | None, expected: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: processors)
    asked: list[int] = []

    def executor(slots: int) -> Answering:
        asked.append(slots)
        return Answering(slots)

    wanted = class_run.Class(folder_of(tmp_path / "class", ada="right"), _course().select(["metrics.precision"]))
    class_run.grade_class(wanted, _course(), Console(file=io.StringIO()), executor=executor)

    assert asked == [expected]


def test_points_are_given_to_one_student_and_for_a_reason(book: Gradebook) -> None:
    book.take_in([Received(Student(id_, "Ann Lee"), id_, Submission(id_, {}, {})) for id_ in ("1", "2")])
    book.close()

    for reason, author in ((" ", "Grace"), ("Late.", "\t")):
        with pytest.raises(Stopped, match="needs a reason and an author"):
            adjustments.adjust(book.file, "1", "", 1, reason, author, _course())
    with pytest.raises(Stopped, match=r"2 students are called 'ann lee'\. Name one by id: 1, 2\."):
        adjustments.adjust(book.file, "ann lee", "", 1, "Late.", "Grace", _course())
    said = adjustments.adjust(book.file, "2", "", 1, "Neat.", "Grace", _course())
    assert said == "Ann Lee (2): +1 point, +1 in all adjustments; the score is 1 now."


# What is taken in of archives and renamed files, and whose it is.


def packed(*names: str, link: str = "") -> bytes:
    """An archive of modules of these names, and a link."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name in names:
            made.writestr(name, b"x = 1\n")
        if link:
            info = zipfile.ZipInfo(link)
            info.external_attr = (stat.S_IFLNK | 0o777) << 16
            made.writestr(info, "/etc/passwd")
    return stream.getvalue()


def taken(source: Path, of: Roster | None = None) -> dict[str, Received]:
    return {each.student.id: each for each in take_in(source, source.parent / "in", of).received}


@pytest.mark.hostile
def test_a_link_in_an_archive_of_renamed_files_spoils_what_it_is_in(tmp_path: Path) -> None:
    file = tmp_path / "class.zip"
    for link, spoilt in (("metrics.py", "metrics.py"), ("doejane_12_345_notes.txt", "12")):
        file.write_bytes(packed("bob/metrics.py", "doejane_12_346_models.py", link=link))

        found = taken(file)

        assert found[spoilt].refused == "It contains a link. Pack the file itself."
        assert found[spoilt].submission is None
        assert {name for name, each in found.items() if each.submission} == {"bob", "12"} - {spoilt}


def test_of_renamed_archives_each_is_a_hand_in(tmp_path: Path) -> None:
    place = tmp_path / "class"
    place.mkdir()
    for name, time_, content in (
        ("doejane_12_345_work.zip", 1_700_000_000, packed("metrics.py")),
        ("doejane_12_346_work-1.zip", 1_700_000_100, packed("metrics.py", "models.py")),
        ("roebob_13_347_work.zip", 1_700_000_000, packed("models.py")),
    ):
        (place / name).write_bytes(content)
        os.utime(place / name, (time_, time_))

    found = taken(place)

    assert set(found) == {"12", "13"}
    assert (found["12"].name, found["12"].others) == ("doejane_12_346_work-1.zip", ("doejane_12_345_work.zip",))
    assert [sorted(each.submission.sources) for each in found.values() if each.submission] == [
        ["metrics", "models"],
        ["models"],
    ]


def test_an_archive_further_down_is_no_hand_in_beside_one_above_it(tmp_path: Path) -> None:
    ada = folder_of(tmp_path / "class", ada="", bob="x = 1\n") / "ada"
    (ada / "old").mkdir()
    (ada / "work.zip").write_bytes(packed("metrics.py"))
    (ada / "old" / "work.zip").write_bytes(packed("models.py"))

    found = taken(tmp_path / "class")["ada"]

    assert (found.name, found.others) == ("ada/work.zip", ())
    assert found.submission is not None
    assert list(found.submission.sources) == ["metrics"]


def test_who_could_be_two_of_the_roster_takes_the_name_of_neither(tmp_path: Path) -> None:
    (tmp_path / "roster.csv").write_text("id,name\nann,Ann Ash\nANN,Ann Elm\n", encoding="utf-8")

    found = taken(folder_of(tmp_path / "class", ann="x = 1\n"), read_roster(tmp_path / "roster.csv"))

    (received,) = found.values()
    assert received.student.id == "ann (not on the roster)"
    assert not received.student.on_roster
