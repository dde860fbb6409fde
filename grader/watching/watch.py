"""The loop of watch mode: saves and keys come in, gradings go out to a thread, and the screen follows."""

import asyncio
import contextlib
import gc
import signal
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from rich.console import Console

from grader.data import DataError
from grader.doing import Doing
from grader.grading import Settings, grade_with, known_of
from grader.report import Outcome
from grader.runner import Runner
from grader.submission import Submission, SubmissionError, read
from grader.syllabus import Syllabus
from grader.watching import keys
from grader.watching.files import Files
from grader.watching.screen import Screen
from grader.watching.standing import KERAS, Look, Standing, look
from grader.watching.view import Showing, View
from grader.watching.workers import Abandoned, Turn, Workers

T = TypeVar("T")

LONGEST_GAP = 0.4  # seconds that a file may be away or empty while an editor saves it
LOOK_AGAIN = 0.02  # seconds between two readings meanwhile
DRAW_EVERY = 0.5  # seconds between two drawings of what is being done
LONGEST_DELAY = 2.0  # seconds from a write to its event; what is older was written elsewhere and moved here
PATIENCE = 2.0  # seconds for a grading to end once its worker is killed; what takes longer ends with this process


class _Dropped(Exception):
    """A grading was abandoned."""


class Watch:
    """One session at the screen."""

    def __init__(self, folder: Path, syllabus: Syllabus, settings: Settings, console: Console, *, poll: bool) -> None:
        self.folder = folder
        self.syllabus = syllabus
        self.settings = settings
        self.standing = Standing(syllabus)
        self.workers = Workers()
        self.view = View(self.standing)
        self.screen = Screen(console)
        self._poll = poll
        self._begun = False
        self._changed = False
        self._saved: float | None = None  # time.time() of the first save that no verdict has answered yet
        self._turn: Turn | None = None  # of what runs, so that it can be abandoned
        self._looked_at: tuple[Runner, Turn] | None = None  # has the sources, and no student's code has run in it
        self._thread: threading.Thread | None = None
        self._ended_by = 0

    async def run(self) -> int:
        """Watch until the user quits.

        Returns:
            The exit status: 0, or what a signal makes of it.
        """
        self._loop = asyncio.get_running_loop()
        self._woken, self._quit = asyncio.Event(), asyncio.Event()
        self.files = Files(self.folder, self._from_thread(self._notice), poll=self._poll)
        with contextlib.ExitStack() as stack:
            stack.enter_context(self._signals())
            stack.enter_context(self.screen)
            stack.callback(self._stop)
            self.view.keys = stack.enter_context(keys.reading(self._press))
            self.workers.prepare(keras=False)
            self._draw()
            self.files.start()
            self.view.polling = self.files.why_polling
            tasks = [asyncio.ensure_future(self._work()), asyncio.ensure_future(self._quit.wait())]
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                task.cancel()
            if tasks[0] in done:
                tasks[0].result()  # it ends by an exception only
        self.screen.say_goodbye(self.view)
        return self._ended_by

    def _stop(self) -> None:
        """Leave nothing running."""
        self.files.close()
        if self._turn is not None:
            self._turn.end()
        if self._looked_at is not None:
            self._looked_at[1].end()
        self.workers.close()
        if self._thread is not None:
            self._thread.join(PATIENCE)

    # What comes in.

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        """Quit in order when asked to end, or when the terminal is gone; draw anew when it has another size."""

        def end(number: int) -> None:
            self._ended_by = 128 + number
            self._quit.set()

        handlers: dict[str, Callable[[int], Any]] = {
            "SIGINT": lambda _number: self._quit.set(),
            "SIGTERM": end,
            "SIGHUP": end,
            "SIGWINCH": lambda _number: self._draw(),
        }
        found = {getattr(signal, name): act for name, act in handlers.items() if hasattr(signal, name)}
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C is a key there, and nothing else is sent
            for number, act in found.items():
                self._loop.add_signal_handler(number, act, number)
        try:
            yield
        finally:
            with contextlib.suppress(NotImplementedError):
                for number in found:
                    self._loop.remove_signal_handler(number)

    def _press(self, key: str) -> None:
        """A key was pressed."""
        actions: dict[str, Callable[[], None]] = {
            keys.QUIT: self._quit.set,
            "n": self._next,
            "h": self.view.hint,
            "l": lambda: self.view.show_or_leave(Showing.LIST),
            "t": self._train,
            "a": self.standing.want_everything,
            "s": self._solution,
        }
        if (action := actions.get(key.lower())) is not None:
            self.view.notice = ""
            action()
            self._draw()
            self._woken.set()

    def _next(self) -> None:
        self.view.turned()
        if not self.standing.turn_to_next():
            self.view.notice = "There is no other exercise that is not passed. Press q to quit."
        elif self._turn is not None and self.view.doing.trains and self.standing.current.id in self.standing.wanted:
            self._turn.end()  # it begins anew afterwards: nobody waits minutes for the exercise that is shown

    def _train(self) -> None:
        if self.standing.status(self.standing.current) == "todo":
            self.view.notice = f"{self.standing.current.function} is still a stub. Write it, and save."
        else:
            self.standing.wanted.add(self.standing.current.id)

    def _solution(self) -> None:
        exercise = self.standing.current
        if not self.standing.passed(exercise):
            self.view.notice = f"The model answer is shown once {exercise.function} is passed. Press h for a hint."
        elif self.view.has_solutions:
            self.view.show_or_leave(Showing.SOLUTION)
        else:
            self.view.notice = "There are no model answers here: the folder solutions/ is not part of this copy."

    def _notice(self) -> None:
        """There may be a change: if it is one, what runs is abandoned."""
        self.view.polling = self.files.why_polling
        self._changed = True
        if self._differs():
            self._saved = self._saved or _written(self.folder)
            if self._turn is not None:
                self._turn.end()
        self._woken.set()

    def _differs(self) -> bool:
        """Whether the folder's content is another one than was looked at."""
        try:
            return self.standing.seen is not None and read(self.folder) != self.standing.seen.submission
        except SubmissionError:
            return False  # it may be back in a moment

    # What goes out.

    async def _work(self) -> None:
        """Look and grade as long as there is something to do, then wait."""
        await self._begin()
        while True:
            if self._changed:
                await self._look_again()
            elif batch := self.standing.batch():
                self.view.busy = True
                await self._grade([exercise.id for exercise in batch])
            else:
                self.view.busy = False
                self._saved = None
                self._draw()
                await self._in_thread(self._make_ready)
                self._woken.clear()
                if not self._changed and not self.standing.batch():
                    await self._woken.wait()

    def _make_ready(self) -> None:
        """Have fresh workers wait for the next save."""
        if self._looked_at is not None:
            self._looked_at[1].end()
            self._looked_at = None
        self.workers.prepare(self._keras_ahead)

    async def _begin(self) -> None:
        """Look at everything, grade what is quick, and turn to the first exercise that is not passed."""
        self.standing.begin(await self._look(read(self.folder)))
        self.standing.turn_to_first()
        self._draw()
        while self.standing.wanted and not self._changed:
            await self._grade(self.standing.wanted)
            self.standing.turn_to_first()
        await self._recall()
        self.standing.turn_to_first()
        self.standing.want_current()
        self._begun = True
        gc.collect()
        gc.freeze()  # what is imported by now stays: looking through it at every grading would take a tenth of its time

    async def _recall(self) -> None:
        """Take in what earlier runs have found out of the exercises that take long."""
        begun = [exercise for exercise in self.syllabus.exercises if KERAS in self.standing.waits_for(exercise)]
        if begun and self.standing.seen is not None:
            async with self._running(self.standing.seen.submission, keras=False) as runner:
                known = await self._in_thread(known_of, runner, self.syllabus, begun, self.settings)
                self.standing.ran(known.values())

    async def _look_again(self) -> None:
        """Take in what a save has changed, and follow the student to the exercise that it is about."""
        self._changed = False
        submission = await self._settled()
        if submission is None or self.standing.seen is None or submission == self.standing.seen.submission:
            return
        before = self.standing.current
        self.view.verdict = ""
        self.standing.save(await self._look(submission))
        if self.standing.current != before:
            self.view.turned()
        self.view.showing = Showing.EXERCISE

    async def _settled(self) -> Submission | None:
        """The submission, once no file of it is away or empty for a moment only; None where there is none any more."""
        deadline = time.monotonic() + LONGEST_GAP
        while True:
            patient = time.monotonic() < deadline
            try:
                submission = read(self.folder)
            except SubmissionError as error:
                if not patient:
                    self.view.notice = f"{error} Watching goes on."
                    return None
            else:
                self.view.notice = ""
                if not (patient and self._lacks(submission)):
                    return submission
            await asyncio.sleep(LOOK_AGAIN)

    def _lacks(self, submission: Submission) -> bool:
        """Whether a module has gone, or lost its text, since it was last looked at."""
        before = self.standing.seen.submission.sources if self.standing.seen else {}
        return any(
            text and not submission.sources.get(name) and name not in submission.faults for name, text in before.items()
        )

    async def _look(self, submission: Submission) -> Look:
        """Look the submission over, in a worker that a grading can use afterwards."""
        if self._looked_at is not None:
            self._looked_at[1].end()
        turn = Turn(self.workers, keras=False)
        runner = Runner(submission, self._epoch, worker=turn.worker)
        self._looked_at = runner, turn
        return await self._in_thread(look, runner, self.syllabus)

    async def _grade(self, names: "set[str] | Sequence[str]") -> None:
        """Grade exercises; the verdict is shown at once if it is about the current one."""
        exercises = [exercise for exercise in self.syllabus.exercises if exercise.id in names]
        if self.standing.seen is None:
            return
        self.view.doing = doing = Doing()
        keras = any(KERAS in self.standing.waits_for(exercise) for exercise in exercises)
        try:
            async with self._running(self.standing.seen.submission, keras=keras) as runner:
                report = await self._in_thread(grade_with, runner, self.syllabus, exercises, self.settings, doing)
                self._take(report.outcomes)
        except DataError as error:
            self.standing.wanted -= set(names)
            self.view.notice = str(error)

    def _take(self, outcomes: Sequence[Outcome]) -> None:
        self.standing.ran(outcomes)
        if self._begun and any(outcome.exercise == self.standing.current for outcome in outcomes):
            self.view.judged(None if self._saved is None else time.time() - self._saved)
            self._saved = None
            self._draw()

    @contextlib.asynccontextmanager
    async def _running(self, submission: Submission, *, keras: bool) -> AsyncIterator[Runner]:
        """A runner for one grading; what an abandoned grading ends with is dropped."""
        if self._looked_at is not None and self._looked_at[0].submission is submission and not keras:
            runner, turn = self._looked_at
            self._looked_at = None
        else:
            turn = Turn(self.workers, keras=keras)
            runner = Runner(submission, self._epoch, worker=turn.worker)
        self._turn = turn
        drawing = asyncio.ensure_future(self._draw_now_and_then())
        try:
            yield runner
        except Exception:
            if not turn.over:
                raise
        finally:
            drawing.cancel()
            self._turn = None
            await self._in_thread(turn.end)

    def _epoch(self, figures: dict[str, Any]) -> None:
        self.view.doing.epoch(figures)

    @property
    def _keras_ahead(self) -> bool:
        """Whether a worker with Keras is to wait: the current exercise, or the one after it, needs it."""
        exercises = self.syllabus.exercises
        place = exercises.index(self.standing.current)
        return any(KERAS in self.standing.module_needs(exercise) for exercise in exercises[place : place + 2])

    # Threads and the screen.

    def _from_thread(self, act: Callable[[], None]) -> Callable[[], None]:
        """A function for other threads that has `act` done in this one."""

        def ask() -> None:
            with contextlib.suppress(RuntimeError):  # all is over
                self._loop.call_soon_threadsafe(act)

        return ask

    async def _in_thread(self, act: Callable[..., T], *args: Any) -> T:
        """Do something that takes long. One thing at a time: pytest keeps facts in globals.

        Raises:
            _Dropped: it was abandoned.
        """
        future: asyncio.Future[T] = self._loop.create_future()

        def settle(result: T | None, error: Exception | None) -> None:
            if future.done():  # nobody waits any more
                return
            if error is None:
                future.set_result(result)  # type: ignore[arg-type]  # there is a result where there is no error
            else:
                future.set_exception(error)

        def run() -> None:
            result: T | None = None
            error: Exception | None = None
            try:
                result = act(*args)
            except Abandoned:
                error = _Dropped()
            except Exception as raised:  # noqa: BLE001  it is raised where the result is waited for
                error = raised
            self._from_thread(lambda: settle(result, error))()

        self._thread = threading.Thread(target=run, daemon=True)
        self._thread.start()
        return await future

    async def _draw_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(DRAW_EVERY)
            self._draw()

    def _draw(self) -> None:
        self.screen.draw(self.view)


def _written(folder: Path) -> float:
    """When a module was written last, in seconds since the epoch; now, where the drive's clock shows another time."""
    now = time.time()
    with contextlib.suppress(OSError, ValueError):  # no file is there at the moment
        written = max(file.stat().st_mtime for file in folder.glob("*.py"))
        if 0 <= now - written < LONGEST_DELAY:
            return written
    return now


def run(watch: Watch) -> int:
    """Run a watch to its end; the exit status."""
    try:
        return asyncio.run(watch.run())
    except KeyboardInterrupt:  # Windows, without keys
        return 0
