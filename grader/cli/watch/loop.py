"""The loop of watch mode: saves and keys come in, gradings go out to a thread, and the screen follows."""

import asyncio
import contextlib
import gc
import signal
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, cast

from grader.cli import output
from grader.cli.progress import ProgressLine
from grader.cli.watch import keys, quiz_panel
from grader.cli.watch.problem_lines import ProblemLines
from grader.cli.watch.progress_state import KERAS, ProgressState, SourceOutline, outline_sources
from grader.cli.watch.saves import SavedFiles, last_written
from grader.cli.watch.screen import Screen
from grader.cli.watch.threads import T, from_thread, start_in_thread
from grader.cli.watch.view import Showing, View
from grader.course.datasets import DataError
from grader.course.model_answers import NONE_HERE, model_answer, obstacle
from grader.course.syllabus import Syllabus
from grader.grading.pipeline import Settings, grade_with, known_of
from grader.learning import history, quiz
from grader.report.report import Outcome
from grader.sandbox.known_outlines import KnownOutlines
from grader.sandbox.runner import Runner
from grader.sandbox.submission import Submission, SubmissionError, read
from grader.sandbox.warm_workers import Turn, WarmWorkers
from grader.util.exit_status import PASSED, SIGNAL

LONGEST_GAP = 0.4  # seconds that a file may be away or empty while an editor saves it
LOOK_AGAIN = 0.02  # seconds between two readings meanwhile
DRAW_EVERY = 0.5  # seconds between two drawings of what is being done
PATIENCE = 2.0  # seconds for a grading to end once its worker is killed; what takes longer ends with this process


class Watch:
    """One session at the screen."""

    def __init__(
        self, folder: Path, syllabus: Syllabus, settings: Settings, screen: Screen | ProblemLines, *, poll: bool
    ) -> None:
        self.folder = folder
        self.syllabus = syllabus
        self.settings = settings
        self.standing = ProgressState(syllabus)
        self.workers = WarmWorkers()
        self.outlines = KnownOutlines()
        self.view = View(self.standing, folder, has_solutions=not obstacle())
        self.screen = screen
        self._poll = poll
        self._begun = False
        self._changed = False
        self._saved: float | None = None  # time.time() of the first save that no verdict has answered yet
        self._running = False  # whether something runs in the open turn
        self._open: tuple[Runner, Turn] | None = None  # for what was looked at last; it ends with the next save
        self._thread: threading.Thread | None = None
        self._ended_by = PASSED

    async def run(self) -> int:
        """Watch until the user quits.

        Returns:
            The exit status: 0, or what a signal makes of it.
        """
        self._loop = asyncio.get_running_loop()
        self._woken, self._quit = asyncio.Event(), asyncio.Event()
        self.files = SavedFiles(self.folder, from_thread(self._loop, self._notice), poll=self._poll)
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
        self.workers.close()
        if self._thread is not None:
            self._thread.join(PATIENCE)

    # What comes in.

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        """Quit in order when asked to end, or when the terminal is gone; draw again when it has another size."""

        def end(number: int) -> None:
            self._ended_by = SIGNAL + number
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
        if self.view.showing == Showing.QUESTION and self.view.quiz.press(key):
            self._draw()
            return
        actions: dict[str, Callable[[], None]] = {
            keys.QUIT: self._quit.set,
            "n": self._next,
            "h": self.view.hint,
            "l": lambda: self.view.show_or_leave(Showing.LIST),
            "t": self._train,
            "a": self.standing.want_everything,
            "s": self._solution,
            quiz_panel.KEY: self._question,
        }
        if (action := actions.get(key.lower())) is not None:
            self.view.notice = ""
            action()
            self._draw()
            self._woken.set()

    def _next(self) -> None:
        self.view.turned()
        if not self.standing.turn_to_next():
            self.view.notice = "All other exercises have passed. Press q to quit."
        elif self.view.doing.trains and self.standing.current.id in self.standing.wanted:
            self._abandon()  # it starts again afterwards: nobody waits minutes for the exercise that is shown

    def _train(self) -> None:
        exercise = self.standing.current
        if not exercise.images:
            self.view.notice = f"{exercise.function} is not a training exercise. It runs whenever you save."
        elif self.standing.status(exercise) == "todo":
            self.view.notice = f"{exercise.function} is still a stub. Write it, and save."
        else:
            self.standing.wanted.add(exercise.id)

    def _solution(self) -> None:
        exercise = self.standing.current
        if not self.standing.passed(exercise):
            self.view.notice = f"The model answer is shown after {exercise.function} has passed. Press h for a hint."
        elif why := obstacle():
            self.view.notice = why
        elif (answer := model_answer(exercise)) is not None:
            self.view.solution = answer
            self.view.show_or_leave(Showing.SOLUTION)
        else:
            self.view.notice = NONE_HERE

    def _question(self) -> None:
        passed = [exercise.id for exercise in self.syllabus.exercises if self.standing.passed(exercise)]
        self.view.notice = self.view.quiz.turn(quiz.standing_of(self.folder, self.syllabus.exercises, passed))
        self.view.showing = Showing.QUESTION if self.view.quiz.question else Showing.EXERCISE

    def _notice(self) -> None:
        """There may be a change: if it is one, what runs is abandoned."""
        self.view.polling = self.files.why_polling
        self._changed = True
        if self._differs():
            self._saved = self._saved or last_written(self.folder)
            self._abandon()
        self._woken.set()

    def _abandon(self) -> None:
        """End what runs, if something does."""
        if self._running and self._open is not None:
            self._open[1].end()

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
                self._close()
                self._prepare()
                self._woken.clear()
                if not self._changed and not self.standing.batch():
                    await self._woken.wait()

    async def _begin(self) -> None:
        """Look at everything, grade what is quick, and turn to the first exercise that is not passed."""
        self.standing.begin(await self._look(read(self.folder)))
        self.standing.turn_to_first()
        self._draw()
        if self.standing.wanted:
            await self._grade(set(self.standing.wanted))
        await self._recall()
        for _module in self.syllabus.modules:  # where one is passed that was not run until now, the next is looked at
            self.standing.turn_to_first()
            self.standing.want_current()
            if self.standing.wanted and not self._changed:
                self._draw()
                await self._grade(set(self.standing.wanted))
        self.standing.turn_to_first()
        self._begun = True
        gc.collect()
        gc.freeze()  # what is imported by now stays: looking through it at every grading would take a tenth of its time

    async def _recall(self) -> None:
        """Take in what earlier runs have found out of the exercises that take long."""
        started = [exercise for exercise in self.syllabus.exercises if KERAS in self.standing.waits_for(exercise)]
        if started and self.standing.seen is not None:
            async with self._runner(self.standing.seen.submission, keras=False) as runner:
                known = await self._in_thread(known_of, runner, self.syllabus, started, self.settings)
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
                    self.view.notice = f"{error} Watch mode continues."
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

    async def _look(self, submission: Submission) -> SourceOutline:
        """Look the submission over, in the worker that then grades it, unless that has to be one with Keras."""
        return await self._in_thread(outline_sources, self._opened(submission, keras=False), self.syllabus)

    async def _grade(self, names: "set[str] | Sequence[str]") -> None:
        """Grade exercises; the verdict is shown at once if it is about the current one."""
        exercises = [exercise for exercise in self.syllabus.exercises if exercise.id in names]
        if self.standing.seen is None:
            return
        self.view.doing = doing = ProgressLine()
        keras = any(KERAS in self.standing.waits_for(exercise) for exercise in exercises)
        try:
            async with self._runner(self.standing.seen.submission, keras=keras) as runner:
                report = await self._in_thread(grade_with, runner, self.syllabus, exercises, self.settings, doing)
                if self._open is not None and not self._open[1].over:
                    trained = [outcome.exercise.id for outcome in report.outcomes if outcome.gate is not None]
                    self.view.on_drawings |= dict.fromkeys(trained, doing.on_drawings)
                    self._take(report.outcomes)
                    history.record(self.folder, report.outcomes)
        except DataError as error:
            self.standing.wanted -= set(names)
            self.view.notice = str(error)

    def _take(self, outcomes: Sequence[Outcome]) -> None:
        self.standing.ran(outcomes)
        if self._begun and any(outcome.exercise == self.standing.current for outcome in outcomes):
            self.view.judged(None if self._saved is None else time.time() - self._saved)
            self._saved = None
            self.view.doing = ProgressLine()
            self.view.busy = self._changed or bool(self.standing.batch())
            self._draw()

    @contextlib.asynccontextmanager
    async def _runner(self, submission: Submission, *, keras: bool) -> AsyncIterator[Runner]:
        """The runner for all that one save makes necessary; what an abandoned grading ends with is dropped.

        The exercises of a submission share a worker, as in every grading; after a save there is another one.
        """
        if self._open is None or self._open[0].submission is not submission or (keras and not self._open[1].keras):
            self._opened(submission, keras=keras)
        runner, turn = cast(tuple[Runner, Turn], self._open)
        self._running = True
        drawing = asyncio.ensure_future(self._draw_now_and_then())
        try:
            yield runner
        except Exception:
            if not turn.over:
                raise
        finally:
            drawing.cancel()
            self._running = False
            if turn.over:
                self._open = None
            self._prepare()

    def _opened(self, submission: Submission, *, keras: bool) -> Runner:
        self._close()
        turn = self.workers.turn(keras=keras)
        runner = Runner(submission, self._epoch, worker=turn.worker, outlines=self.outlines)
        self._open = runner, turn
        return runner

    def _close(self) -> None:
        """End the open turn, without waiting for it."""
        if self._open is not None:
            threading.Thread(target=self._open[1].end, daemon=True).start()
            self._open = None

    def _prepare(self) -> None:
        """Have fresh workers wait for the next save, without waiting for their start."""
        threading.Thread(target=self.workers.prepare, args=(self._keras_ahead,), daemon=True).start()

    def _epoch(self, figures: dict[str, Any]) -> None:
        self.view.doing.epoch(figures)

    @property
    def _keras_ahead(self) -> bool:
        """Whether a worker with Keras is to wait: the current exercise, or the one after it, needs it."""
        exercises = self.syllabus.exercises
        place = exercises.index(self.standing.current)
        return any(KERAS in self.standing.module_needs(exercise) for exercise in exercises[place : place + 2])

    # Threads and the screen.

    async def _in_thread(self, act: Callable[..., T], *args: Any) -> T:
        """Do something that takes long. One thing at a time: pytest keeps facts in globals.

        Raises:
            Dropped: it was abandoned.
        """
        self._thread, future = start_in_thread(self._loop, act, *args)
        return await future

    async def _draw_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(DRAW_EVERY)
            self._draw()

    def _draw(self) -> None:
        self.screen.draw(self.view)
        if output.lost(self.screen.console.file) is not None:  # nobody watches any more
            self._quit.set()


def run(watch: Watch) -> int:
    """Run a watch to its end; the exit status."""
    try:
        return asyncio.run(watch.run())
    except KeyboardInterrupt:  # Windows, without keys
        return PASSED
