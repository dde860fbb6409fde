"""Watch mode at a real terminal: a save brings its verdict, keys do what the screen says, nothing stays behind.

No test measures time: each waits until the screen shows what it is to show, or for a minute.
"""

import codecs
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import psutil
import pytest

from grader.cli.watch import saves
from grader.cli.watch.saves import SavedFiles
from grader.course.syllabus import Syllabus
from grader.grading.pipeline import grade_with
from grader.sandbox.connection import Abandoned
from grader.sandbox.runner import Runner
from grader.sandbox.submission import read
from grader.sandbox.warm_workers import WarmWorkers
from grader.util.errors import CheckFailure
from tests.conftest import ROOT, STUBS

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo terminals that Python can open"),
]

LONGEST = 60.0  # seconds; a screen takes 0.2, on a machine that is busy with other tests a few
CONTROLS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\]8;[^\x1b]*\x1b\\")  # links too
COLOURS = re.compile(r"\x1b\[[0-9;]*(?:3[0-9]|9[0-7])[0-9;]*m")
HOME = "\x1b[H"

RIGHT = "return images.astype(np.float32) / 255"
WRONG = "print('the largest is', images.max())\n    return (images / 256).astype(np.float32)"


class Terminal:
    """A watch at a pseudo terminal."""

    def __init__(self, arguments: tuple[object, ...], rows: int, columns: int, environment: dict[str, str]) -> None:
        import fcntl
        import pty
        import struct
        import termios

        self.near, far = pty.openpty()
        self._resize: Callable[[int, int], Any] = lambda rows, columns: fcntl.ioctl(
            self.near, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0)
        )
        self._resize(rows, columns)
        self.settings: Callable[[], Any] = lambda: termios.tcgetattr(self.near)
        self.settings_before = self.settings()
        kept = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "NO_COLOR")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "grader", "watch", *map(str, arguments)],
            stdin=far,
            stdout=far,
            stderr=far,
            cwd=ROOT,
            env={**kept, "TERM": "xterm-256color", "PYTHONUTF8": "1", **environment},
            start_new_session=True,
        )
        self.far = far  # open, or what stands in the terminal is lost when the process ends
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")  # a read may end inside a character
        self.written = ""

    def press(self, key: str) -> None:
        os.write(self.near, key.encode())

    def resize(self, rows: int, columns: int) -> None:
        self._resize(rows, columns)
        self.process.send_signal(signal.SIGWINCH)

    def shows(self, *wanted: str, rows: int | None = None) -> str:
        """The screen, once everything wanted stands on it, in as many rows as wanted."""
        deadline = time.monotonic() + LONGEST
        while time.monotonic() < deadline:
            self.read(0.05)
            stands = " ".join(_unframed(self.screen).split())
            if all(text in stands for text in wanted) and rows in (None, len(self.screen.split("\n"))):
                return self.screen
            if self.process.poll() is not None:
                break
        raise AssertionError(f"{wanted} did not come:\n{self.screen}\n{self.written[-2000:]!r}")

    def read(self, seconds: float) -> None:
        while select.select([self.near], [], [], seconds)[0]:
            self.written += self._decoder.decode(os.read(self.near, 1 << 16))
            seconds = 0

    @property
    def screen(self) -> str:
        """What stands on it: each drawing begins at the top and covers all."""
        return CONTROLS.sub("", self.written.rpartition(HOME)[2]).replace("\r", "")

    @property
    def frames(self) -> list[str]:
        """All drawings that were finished; the first thing that is sent home is the empty screen's cursor."""
        return [CONTROLS.sub("", frame).replace("\r", "") for frame in self.written.split(HOME)[2:-1]]

    def ends(self) -> int:
        """The exit status; what is written meanwhile is read, since a terminal takes a few KB only."""
        deadline = time.monotonic() + LONGEST
        while self.process.poll() is None and time.monotonic() < deadline:
            self.read(0.05)
        self.read(0.1)
        return self.process.wait(0)


def _unframed(screen: str) -> str:
    return screen.replace("│", " ")


Watching = Callable[..., Terminal]


@pytest.fixture
def watching(own_cache: Path) -> Iterator[Watching]:
    """Starts watches; what is left of them at the end is killed."""
    started: list[Terminal] = []

    def watch(*arguments: object, rows: int = 24, columns: int = 80, **environment: str) -> Terminal:
        settings = {"DIGIT_KATA_CACHE": str(own_cache), **environment}
        started.append(Terminal((*arguments, "--data", "digits"), rows, columns, settings))
        return started[-1]

    yield watch
    for terminal in started:
        if terminal.process.poll() is None:
            terminal.process.terminate()
            terminal.ends()
        os.close(terminal.near)
        os.close(terminal.far)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the stubs."""
    shutil.copytree(STUBS, tmp_path / "mine", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "mine"


def write(folder: Path, function: str, body: str, module: str = "preprocessing") -> None:
    """Give a function of the stubs another body, the other functions staying as they are."""
    file = folder / f"{module}.py"
    head, definition, rest = file.read_text(encoding="utf-8").partition(f"def {function}(")
    docstring_end = rest.index('"""', rest.index('"""') + 3) + 3
    following = re.search(r"^(?=\S)", rest[docstring_end:], re.MULTILINE)
    after = rest[docstring_end + following.start() :] if following else ""
    text = f"{head}{definition}{rest[:docstring_end]}\n    {body}\n\n\n{after}"
    file.write_text(text, encoding="utf-8")


# From the first screen to the last key.


def test_a_right_answer_passes_and_leads_to_the_next_exercise(watching: Watching, folder: Path) -> None:
    terminal = watching(folder)
    terminal.shows("0 of 100 points", "preprocessing.scale_pixels:", "· todo", "waiting for a save")

    write(folder, "scale_pixels", RIGHT)
    terminal.shows("✔ passed", "Press n for the next exercise", "3 of 100 points", "preprocessing 1/6")
    terminal.press("n")
    terminal.shows("preprocessing.add_channel:", "· todo")
    terminal.press("q")

    assert terminal.ends() == 0
    assert terminal.settings() == terminal.settings_before
    assert "3 of 100 points" in terminal.written.rpartition("\x1b[?1049l")[2]


def test_a_wrong_answer_shows_what_came_back_and_what_was_printed(watching: Watching, folder: Path) -> None:
    terminal = watching(folder)
    terminal.shows("waiting for a save")

    write(folder, "scale_pixels", WRONG)
    screen = terminal.shows("✘ failed", "returned a float32 array of shape", "printed: the largest is 204")

    assert "it should be 0.2" in screen
    assert "You divide by 256." in screen


def test_the_screen_follows_the_function_that_was_edited(watching: Watching, folder: Path) -> None:
    terminal = watching(folder)
    terminal.shows("waiting for a save")

    write(folder, "recall", "return fn / (tp + fn)", module="metrics")

    terminal.shows("metrics.recall:", "✘ failed")


def test_a_change_in_a_module_reaches_those_that_use_it(watching: Watching, folder: Path) -> None:
    (folder / "helper.py").write_text("import numpy as np\nfind = np.nonzero\n", encoding="utf-8")
    write(folder, "misclassified", "from .helper import find\n    return find(y_true != y_pred)", module="evaluation")
    terminal = watching(folder)
    terminal.shows("waiting for a save")
    terminal.press("l")
    terminal.shows("✘ failed misclassified")

    (folder / "helper.py").write_text("import numpy as np\nfind = np.flatnonzero\n", encoding="utf-8")
    terminal.shows("evaluation 1/5", "preprocessing.scale_pixels:")
    terminal.press("l")

    terminal.shows("✔ passed misclassified")


def test_an_answer_that_was_passed_and_breaks_is_failed_again(watching: Watching, folder: Path) -> None:
    write(folder, "scale_pixels", RIGHT)
    terminal = watching(folder)
    terminal.shows("preprocessing.add_channel:", "3 of 100 points", "waiting for a save")

    write(folder, "scale_pixels", WRONG)

    terminal.shows("preprocessing.scale_pixels:", "✘ failed", "0 of 100 points")


# Keys.


def test_hints_come_one_at_a_time_and_all_after_passing(watching: Watching, folder: Path) -> None:
    terminal = watching(folder)
    terminal.shows("waiting for a save")
    for level in (1, 2, 3):
        terminal.press("h")
        screen = terminal.shows(f"Hint {level} of 3")
        assert screen.count("Hint ") == 1

    write(folder, "scale_pixels", RIGHT)
    terminal.shows("✔ passed")
    terminal.press("h")

    terminal.shows("Hint 1 of 3", "Hint 2 of 3", "Hint 3 of 3")


def test_the_list_has_every_exercise_on_one_screen(watching: Watching, folder: Path, course: Syllabus) -> None:
    write(folder, "scale_pixels", WRONG)
    terminal = watching(folder)
    terminal.shows("✘ failed", "waiting for a save")
    terminal.press("l")

    screen = terminal.shows("> ✘ failed scale_pixels", "· todo plot_predictions", "q quit")

    assert [exercise.id for exercise in course.exercises if f" {exercise.function} " not in screen] == []
    terminal.press("l")
    terminal.shows("preprocessing.scale_pixels:")


@pytest.mark.parametrize("key", ["q", "\x03"], ids=["q", "Ctrl-C"])
def test_quitting_ends_with_zero_and_leaves_no_worker(watching: Watching, folder: Path, key: str) -> None:
    terminal = watching(folder)
    terminal.shows("waiting for a save")
    workers = psutil.Process(terminal.process.pid).children(recursive=True)
    terminal.press(key)

    assert terminal.ends() == 0
    assert workers
    assert psutil.wait_procs(workers, LONGEST)[1] == []
    assert terminal.settings() == terminal.settings_before


@pytest.mark.parametrize("busy", [False, True], ids=["waiting", "in a grading"])
def test_a_signal_to_end_leaves_no_worker(watching: Watching, folder: Path, busy: bool) -> None:
    if busy:
        write(folder, "scale_pixels", "while True: pass")
    terminal = watching(folder)
    terminal.shows("running preprocessing" if busy else "waiting for a save")
    workers = psutil.Process(terminal.process.pid).children(recursive=True)
    terminal.process.terminate()

    assert terminal.ends() == 128 + signal.SIGTERM
    assert workers
    assert psutil.wait_procs(workers, LONGEST)[1] == []
    assert terminal.settings() == terminal.settings_before


# Saves of every kind.


def test_a_save_while_a_grading_runs_begins_it_anew(watching: Watching, folder: Path) -> None:
    terminal = watching(folder)
    terminal.shows("waiting for a save")
    write(folder, "scale_pixels", "while True: pass")
    terminal.shows("running preprocessing.scale_pixels")

    write(folder, "scale_pixels", RIGHT)

    terminal.shows("✔ passed")
    assert not any("longer than its limit" in frame for frame in terminal.frames)


def test_a_save_by_renaming_is_one_grading_of_the_whole_text(watching: Watching, folder: Path) -> None:
    terminal = watching(folder)
    terminal.shows("waiting for a save")
    file = folder / "preprocessing.py"
    draft = folder / ".preprocessing.py.swp"
    shutil.copy(file, draft)
    file.rename(folder / "preprocessing.py~")
    draft.rename(file)
    write(folder, "scale_pixels", RIGHT)

    terminal.shows("✔ passed")
    assert not any("There is no" in frame for frame in terminal.frames)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(b"def scale_pixels(images)\n", "mine/preprocessing.py, line 1", id="a syntax error"),
        pytest.param(b"# gr\xf6\xdfer\n", "this is not UTF-8 text", id="another encoding"),
        pytest.param(b"", "mine/preprocessing.py: it is empty", id="nothing"),
        pytest.param(None, "There is no mine/preprocessing.py", id="no file"),
        pytest.param(b"raise SystemExit(3)\n", "SystemExit: 3", id="an exit"),
    ],
)
def test_a_broken_module_gets_a_sentence_and_watching_goes_on(
    watching: Watching, folder: Path, content: bytes | None, sentence: str
) -> None:
    terminal = watching(folder)
    terminal.shows("waiting for a save")
    file = folder / "preprocessing.py"
    before = file.read_text(encoding="utf-8")
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content)
    terminal.shows("✘ failed", "It cannot be run.", sentence)

    file.write_text(before, encoding="utf-8")
    write(folder, "scale_pixels", RIGHT)

    terminal.shows("✔ passed")


@pytest.mark.parametrize("options", [(), ("--poll",)], ids=["events", "polling"])
def test_a_folder_that_goes_away_may_come_back(watching: Watching, folder: Path, options: tuple[str, ...]) -> None:
    terminal = watching(folder, *options)
    terminal.shows("polling for saves as asked for" if options else "waiting for a save")
    away = folder.rename(folder.with_name("away"))
    terminal.shows("there is no such folder", "Watch mode continues.")

    write(away, "scale_pixels", RIGHT)
    away.rename(folder)
    terminal.shows("✔ passed")
    write(folder, "scale_pixels", WRONG)

    screen = terminal.shows("✘ failed")
    assert "no such folder" not in screen


# What takes long.


def test_a_training_runs_when_it_is_saved_or_asked_for_and_not_otherwise(watching: Watching, folder: Path) -> None:
    training = "from .preprocessing import scale_pixels\n\n\ndef train_dense(images, labels, seed=0):\n    return {}\n"
    (folder / "training.py").write_text(training.format("1"), encoding="utf-8")
    terminal = watching(folder)
    terminal.shows("preprocessing.scale_pixels:", "3 not run", "waiting for a save")

    (folder / "training.py").write_text(training.format("2"), encoding="utf-8")
    terminal.shows("training.train_dense:", "↷ blocked", "returned 2", "waiting for a save")
    with (folder / "preprocessing.py").open("a", encoding="utf-8") as file:
        file.write("# saved\n")
    terminal.shows("training.train_dense:", "? not run", "Press t to train it", "waiting for a save")
    terminal.press("t")

    terminal.shows("training.train_dense:", "↷ blocked", "returned 2")


def test_what_an_abandoned_grading_ends_with_is_not_kept(folder: Path, own_cache: Path, course: Syllabus) -> None:
    write(folder, "plot_history", "while True: pass", module="evaluation")
    workers = WarmWorkers()
    turn = workers.turn(keras=False)
    runner = Runner(read(folder), worker=turn.worker)
    kept = sorted(own_cache.rglob("*.json"))
    ended: list[BaseException] = []

    def run() -> None:
        try:
            grade_with(runner, course, course.select(["evaluation.plot_history"]))
        except (Abandoned, CheckFailure) as error:
            ended.append(error)

    grading = threading.Thread(target=run)
    grading.start()
    try:
        while not runner.calls:  # until the function is called
            time.sleep(0.01)
    finally:
        turn.end()
        grading.join(LONGEST)
        workers.close()

    assert not grading.is_alive()
    assert len(ended) == 1
    assert sorted(own_cache.rglob("*.json")) == kept
    with pytest.raises(Abandoned):
        turn.worker(None)


def test_a_model_answer_is_shown_after_passing_only(watching: Watching, folder: Path) -> None:
    terminal = watching(folder)
    terminal.shows("waiting for a save")
    terminal.press("s")
    terminal.shows("The model answer is shown after scale_pixels has passed.")

    write(folder, "scale_pixels", RIGHT)
    terminal.shows("✔ passed", "s solution")
    terminal.press("s")

    terminal.shows("def scale_pixels(images")


# Terminals of every kind.


def test_without_colour_signs_and_words_say_all(watching: Watching, folder: Path) -> None:
    terminal = watching(folder, NO_COLOR="1")
    terminal.shows("· todo", "waiting for a save")
    write(folder, "scale_pixels", WRONG)
    terminal.shows("✘ failed")
    write(folder, "scale_pixels", RIGHT)
    terminal.shows("✔ passed")

    assert COLOURS.search(terminal.written) is None


def test_colours_are_there_where_they_are_wanted(watching: Watching, folder: Path) -> None:
    terminal = watching(folder)
    write(folder, "scale_pixels", WRONG)
    terminal.shows("✘ failed")

    assert COLOURS.search(terminal.written) is not None


@pytest.mark.parametrize(("rows", "columns"), [(24, 80), (12, 60), (50, 200)])
def test_every_drawing_fits_the_terminal(watching: Watching, folder: Path, rows: int, columns: int) -> None:
    terminal = watching(folder, rows=rows, columns=columns)
    terminal.shows("q quit")
    write(folder, "scale_pixels", "print('long ' * 100)\n    print('line\\n' * 100)\n    return images.tolist()")
    terminal.shows("✘ failed", "q quit")
    for key in "hll":
        terminal.press(key)
        terminal.shows("q quit")

    assert {len(frame.split("\n")) for frame in terminal.frames} == {rows}
    assert max(len(line) for frame in terminal.frames for line in frame.split("\n")) <= columns


def test_another_size_is_redrawn(watching: Watching, folder: Path) -> None:
    terminal = watching(folder)
    terminal.shows("waiting for a save")
    terminal.resize(rows=30, columns=60)
    terminal.shows("Write scale_pixels in", "preprocessing.py:", "its docstring says", "q quit", rows=30)
    terminal.press("l")
    last = terminal.shows("> · todo scale_pixels", "q quit", rows=30)

    assert max(map(len, last.split("\n"))) <= 60


def test_a_terminal_without_a_cursor_gets_one_verdict_below_the_other(watching: Watching, folder: Path) -> None:
    terminal = watching(folder, TERM="dumb")
    terminal.shows("preprocessing.scale_pixels:", "· todo", "waiting for a save")
    write(folder, "scale_pixels", RIGHT)
    terminal.shows("✔ passed", "3 of 100 points")
    terminal.press("q")

    assert terminal.ends() == 0
    assert "\x1b" not in terminal.written


def test_without_a_terminal_it_says_that_there_are_no_keys(folder: Path, own_cache: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "grader", "watch", str(folder), "--data", "digits"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "DIGIT_KATA_CACHE": str(own_cache), "PYTHONUTF8": "1", "COLUMNS": "200"},
        encoding="utf-8",
    )
    assert process.stdout is not None
    try:
        before = _until(process.stdout, "no keys, because standard input is not a terminal; Ctrl-C quits")
        write(folder, "scale_pixels", RIGHT)
        after = _until(process.stdout, "waiting for a save")
        process.send_signal(signal.SIGINT)

        assert process.wait(LONGEST) == 0
    finally:
        process.kill()
        process.stdout.close()
    assert "· todo" in before
    assert "✔ passed" in after
    assert "\x1b" not in before + after


def _until(stream: IO[str], text: str) -> str:
    """What comes, up to the line with this text."""
    lines = []
    for line in stream:
        lines.append(line)
        if text in line:
            return "".join(lines)
    raise AssertionError(f"{text!r} did not come: {lines}")


def test_a_folder_that_is_not_there_is_wrong_usage(watching: Watching, tmp_path: Path) -> None:
    terminal = watching(tmp_path / "nowhere")

    assert terminal.ends() == 2
    assert "there is no such folder" in " ".join(terminal.written.split())


# Where events are missing.


def test_a_folder_whose_events_do_not_arrive_is_looked_through(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_events(*_paths: Path, stop_event: threading.Event, **_settings: object) -> Iterator[set[object]]:
        while not stop_event.wait(0.01):
            yield set()

    monkeypatch.setattr(saves, "watch", no_events)
    told = _told_of_changes(folder)

    assert "events of this folder do not arrive" in told.why_polling


def test_a_system_without_events_is_no_reason_to_give_up(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_paths: Path, **_settings: object) -> Iterator[set[object]]:
        raise OSError(28, "inotify watch limit reached")

    monkeypatch.setattr(saves, "watch", refused)
    told = _told_of_changes(folder)

    assert "inotify watch limit reached" in told.why_polling


def _told_of_changes(folder: Path) -> SavedFiles:
    """What has told of a change, and of one after it has begun to poll."""
    told = threading.Event()
    watched = SavedFiles(folder, told.set, poll=False)
    watched.start()
    try:
        (folder / "metrics.py").write_text("1", encoding="utf-8")
        assert told.wait(LONGEST)
        deadline = time.monotonic() + LONGEST
        while not watched.why_polling and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(saves.POLL_EVERY)
        told.clear()
        (folder / "metrics.py").write_text("12", encoding="utf-8")
        assert told.wait(LONGEST)
    finally:
        watched.close()
    return watched
