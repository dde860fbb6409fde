"""The batch: gives the submissions of a gradebook to an executor, job by job, and stores each result as it comes.

NumPy exercises of all submissions first, then models and plots, trainings last, each of them a job of its own. What an
exercise depends on is known before it is graded: what was graded with the same facts is not graded again.
"""

import statistics
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from grader.classroom.executor import Executor, Lost
from grader.classroom.gradebook import Gradebook
from grader.classroom.gradebook_rows import Entry
from grader.classroom.job import ALONE, MODELS, QUICK, TRAININGS, Fetch, FoundImages, Grade, Graded, unjudged
from grader.classroom.work import Outline, Work, facts, key
from grader.course.current import DATA
from grader.course.syllabus import Exercise
from grader.util.errors import Stopped
from grader.util.exit_status import OUR_FAULT, WRONG_USAGE

# Seconds that a job takes, as far as none has ended: by the reference on two cores. Of a training, as a share of the
# limit of its call.
EXPECTED = {QUICK: 0.5, MODELS: 9.0}
TRAINING_SHARE = 0.15
LEAST_LEFT = 1.0  # seconds; of less, nothing is said
PAUSE = 0.5  # seconds between two looks at the clock


class Watcher:
    """Hears how far a batch has come; this one says nothing."""

    def progress(self, done: int, of: int, left: float | None) -> None:
        """So many jobs are done of so many that are known; about `left` seconds remain, None: who knows."""

    def note(self, sentence: str) -> None:
        """Something that the user is to know."""


class ImagesMissing(Stopped):
    """The images cannot be had: a sentence."""


@dataclass
class _Given:
    """A job that was given to the executor."""

    rank: int
    entry: Entry | None = None
    exercises: tuple[Exercise, ...] = ()
    began: float | None = None  # when it had its turn, on the monotonic clock

    @property
    def kind(self) -> str:
        """Jobs of a kind take about as long: a training as long as that of another submission."""
        return self.exercises[0].id if self.rank == TRAININGS else str(self.rank)

    @property
    def expected(self) -> float:
        """Seconds, where no job of this kind has ended."""
        return EXPECTED.get(self.rank, TRAINING_SHARE * sum(exercise.seconds for exercise in self.exercises))


@dataclass
class Batch:
    """One run over the submissions of a gradebook.

    Attributes:
        book: where they stand, and where the outcomes go.
        run: its number there.
        exercises: which to grade.
        work: what else the outcomes depend on; the images are found out on the way.
        executor: runs the jobs.
        watcher: hears how far it has come.
    """

    book: Gradebook
    run: int
    exercises: Sequence[Exercise]
    work: Work
    executor: Executor
    watcher: Watcher = field(default_factory=Watcher)

    def __post_init__(self) -> None:
        self._fresh = self.book.fresh_seed()
        self.work = replace(self.work, test_warps=self._fresh.test_warps)
        self._given: dict[int, _Given] = {}
        self._all: list[_Given] = []
        self._took: dict[str, list[float]] = defaultdict(list)  # seconds, by kind
        self._to_see = 0  # submissions of which not even the outline is known
        self._outlines: dict[int, Outline] = {}  # by number of the submission
        self._for_images: list[Entry] = []  # that wait until the images are known
        self._fetching = False
        self._late: list[tuple[Entry, Exercise]] = []  # the clock has cut them off: each runs again, alone

    def grade(self) -> None:
        """Grade all that is not graded yet, and store it.

        Raises:
            ImagesMissing, GradebookError, PoolError: it cannot go on; what was stored stays.
        """
        self.book.forget_outlines(self.work.checks)
        if any(exercise.images for exercise in self.exercises):
            self._fetching = True
            self._give(QUICK, Fetch(self.work.choice, self.work.test_warps))
        for entry in self.book.entries():
            if entry.outline is None:
                self._start(entry)
            else:
                self._outlines[entry.number] = entry.outline
                self._go_on(entry)
        self._told()
        while self._given or self._late:
            if not self._given:
                entry, exercise = self._late.pop(0)
                self._give(ALONE, self._job(entry, [exercise]), entry, [exercise])
            for number, result in self.executor.finished(PAUSE):
                self._take(self._given.pop(number), result)
            self._told()

    # Giving jobs.

    def _start(self, entry: Entry) -> None:
        """Grade what is quick, and see what there is."""
        job = self._job(entry, self.exercises)
        self._to_see += 1
        self._give(QUICK, replace(job, quick=True), entry, self.exercises)

    def _go_on(self, entry: Entry) -> None:
        """Grade what is left of a submission that was looked over; what trains waits until the images are known."""
        outline = self._outlines[entry.number]
        trainings = [exercise for exercise in self.exercises if outline.trains(exercise)]
        others = [exercise for exercise in self.exercises if not outline.trains(exercise)]
        wanted = self._not_known(entry, others)
        quick = [exercise for exercise in wanted if not outline.heavy_for(exercise)]
        models = [exercise for exercise in wanted if outline.heavy_for(exercise)]
        for rank, chosen in ((QUICK, quick), (MODELS, models)):
            if chosen:
                self._give(rank, self._job(entry, chosen), entry, chosen)
        if trainings and self._fetching:
            self._for_images.append(entry)
        elif trainings:
            self._train(entry)

    def _train(self, entry: Entry) -> None:
        trainings = [exercise for exercise in self.exercises if self._outlines[entry.number].trains(exercise)]
        for exercise in self._not_known(entry, trainings):
            self._give(TRAININGS, self._job(entry, [exercise]), entry, [exercise])

    def _not_known(self, entry: Entry, exercises: Sequence[Exercise]) -> list[Exercise]:
        """The exercises of which nothing is known that still holds; let count what is."""
        outline = self._outlines[entry.number]
        keys = [(exercise, key(exercise, entry.submission, outline, self.work)) for exercise in exercises]
        known = self.book.reuse(self.run, entry, keys) if keys else set()
        known |= {exercise.id for waiting, exercise in self._late if waiting.number == entry.number}
        return [exercise for exercise in exercises if exercise.id not in known]

    def _job(self, entry: Entry, exercises: Sequence[Exercise]) -> Grade:
        names = tuple(exercise.id for exercise in exercises)
        fresh = self._fresh.of(entry.student).of(entry.submission.digest)
        return Grade(entry.submission, names, self.work, held=self.book.held(entry), fresh=fresh)

    def _give(
        self, rank: int, job: Grade | Fetch, entry: Entry | None = None, exercises: Sequence[Exercise] = ()
    ) -> None:
        number = len(self._all)
        self._all.append(_Given(rank, entry, tuple(exercises)))
        self._given[number] = self._all[number]
        self.executor.submit(number, rank, job)

    # Taking results.

    def _take(self, given: _Given, result: Any) -> None:
        if given.entry is None:
            self._take_images(result)
            return
        if isinstance(result, Lost):
            result = unjudged(given.exercises, result.sentence)
        self._took[given.kind].append(result.seconds)
        if given.rank != ALONE:
            self._late += [(given.entry, exercise) for exercise in given.exercises if exercise.id in result.late]
        self._store(given.entry, result)

    def _take_images(self, result: Any) -> None:
        if isinstance(result, Lost):
            result = result.sentence
        if not isinstance(result, FoundImages):
            raise ImagesMissing(result, OUR_FAULT if self.work.choice in DATA else WRONG_USAGE)
        self.watcher.note(result.note)
        # Another process is to take the same ones, even if MNIST can be had by then.
        choice = "digits" if self.work.choice == "auto" and result.dataset[0] == "digits" else self.work.choice
        self.work = replace(self.work, choice=choice, dataset=result.dataset)
        self._fetching = False
        waiting, self._for_images = self._for_images, []
        for entry in waiting:
            self._train(entry)

    def _store(self, entry: Entry, result: Graded) -> None:
        """Store what a job has found out; if it was the first that saw the submission, give what is left of it."""
        first = entry.number not in self._outlines
        self._to_see -= first
        if result.outline is not None:
            self._outlines[entry.number] = result.outline
        by_id = {exercise.id: exercise for exercise in self.exercises}
        outline = self._outlines.get(entry.number) or Outline({}, {}, {})
        stored = [
            (by_id[name], facts(by_id[name], entry.submission, outline, self.work), kept)
            for name, kept in result.outcomes.items()
        ]
        self.book.store(
            self.run,
            entry,
            stored,
            result.manifest,
            notes=result.notes,
            fault=result.fault,
            outline=result.outline if first else None,
            checks=self.work.checks,
        )
        if first and not result.fault:
            self._go_on(entry)

    # What is to be said.

    def _told(self) -> None:
        self.watcher.progress(len(self._all) - len(self._given), len(self._all), self._left())

    def _left(self) -> float | None:
        """Seconds that remain, as far as can be said: submissions that were not seen are taken to be as the others.

        It counts down while jobs run. When all that run have taken longer than was expected, nobody knows: None.
        """
        seen = len(self._outlines)
        if not seen:
            return None
        rest = self._rest()
        further = sum(self._expected(given) for given in self._all if given.rank != QUICK) / seen * self._to_see
        left = max((sum(max(0.0, each) for each in rest) + further) / self.executor.slots, *rest, 0.0)
        return left if left >= LEAST_LEFT else None

    def _rest(self) -> list[float]:
        """Seconds that each job still needs; as many as there are slots have had their turn, by rank and number."""
        now, given = time.monotonic(), list(self._given.values())
        for each in sorted(given, key=lambda each: each.rank)[: self.executor.slots]:
            each.began = now if each.began is None else each.began
        return [self._expected(each) - (0.0 if each.began is None else now - each.began) for each in given]

    def _expected(self, given: _Given) -> float:
        took = self._took.get(given.kind)
        return statistics.fmean(took) if took else given.expected
