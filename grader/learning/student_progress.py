"""The way of one student so far, by module and by day: facts, which the terminal and the pages show."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from grader.course.syllabus import Exercise, Module, Syllabus
from grader.learning import history
from grader.learning.history import ANSWERED, GRADED, SOLVED, Event, History
from grader.learning.questions import questions
from grader.learning.quiz import RIGHT
from grader.misconceptions import registry
from grader.util.text import counted


@dataclass(frozen=True)
class ModuleProgress:
    """How far a module is.

    Attributes:
        module: which one.
        exercises: of the course in it.
        passed: those that pass as they stand now.
    """

    module: Module
    exercises: tuple[Exercise, ...]
    passed: tuple[Exercise, ...]

    @property
    def score(self) -> int:
        return sum(exercise.points for exercise in self.passed if not exercise.bonus)

    @property
    def points(self) -> int:
        return sum(exercise.points for exercise in self.exercises if not exercise.bonus)

    @property
    def bonus(self) -> int:
        return sum(exercise.points for exercise in self.passed if exercise.bonus)

    @property
    def passed_count(self) -> int:
        return len(self.passed)

    @property
    def topics(self) -> str:
        """What the module is about: its title without its name."""
        topic = self.module.title.partition(": ")[2] or self.module.title
        return topic[:1].upper() + topic[1:]


@dataclass(frozen=True)
class Day:
    """What happened on a day.

    Attributes:
        date: ISO 8601.
        passed: functions that passed then for the first time.
        mistakes: known mistakes that were met for the first time.
        questions: that were answered correctly for the first time.
        bugs: that were found and repaired.
    """

    date: str
    passed: tuple[str, ...]
    mistakes: int
    questions: int
    bugs: int

    @property
    def parts(self) -> tuple[str, ...]:
        """The same as phrases."""
        passed = [f"passed {', '.join(self.passed)}"] if self.passed else []
        counts = (
            (self.mistakes, "mistake", "met"),
            (self.questions, "question", "answered"),
            (self.bugs, "bug", "repaired"),
        )
        return (*passed, *(f"{counted(number, noun)} {what}" for number, noun, what in counts if number))


@dataclass(frozen=True)
class Mistake:
    """A known mistake that was met.

    Attributes:
        exercise: its id.
        name: what was done.
        sentence: about it.
        met: the day.
        overcome: whether the exercise has passed since.
    """

    exercise: str
    name: str
    sentence: str
    met: str
    overcome: bool


@dataclass(frozen=True)
class BestAccuracy:
    """The best model of a training: the share of the test images that it recognised, and what was asked for."""

    exercise: Exercise
    accuracy: float


@dataclass(frozen=True)
class Progress:
    """The way so far.

    Attributes:
        course: whose.
        modules, days, mistakes, accuracies: in order.
        answered: how many questions were answered correctly.
        asked: how many there are.
        bugs: how many were found and repaired, by level.
        unread: lines of the history that could not be read.
    """

    course: Syllabus
    modules: tuple[ModuleProgress, ...]
    days: tuple[Day, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    accuracies: tuple[BestAccuracy, ...] = ()
    answered: int = 0
    asked: int = 0
    bugs: tuple[tuple[int, int], ...] = ()
    unread: int = 0

    @property
    def score(self) -> int:
        return sum(each.score for each in self.modules)

    @property
    def points(self) -> int:
        return sum(each.points for each in self.modules)

    @property
    def bonus(self) -> int:
        return sum(each.bonus for each in self.modules)

    @property
    def overcome(self) -> int:
        return sum(each.overcome for each in self.mistakes)

    @property
    def bugs_repaired(self) -> int:
        return sum(count for _level, count in self.bugs)

    @property
    def is_complete(self) -> bool:
        """Whether all required points are there."""
        return all({*each.passed} >= {one for one in each.exercises if not one.bonus} for each in self.modules)

    @property
    def note(self) -> str:
        """A sentence where something of the history is lost; empty where nothing is."""
        if not self.unread:
            return ""
        lines = counted(self.unread, "line")
        return f"{lines} of the history could not be read and may be damaged. Everything else is shown."


def progress_of(submission: Path, course: Syllabus, passed: Collection[str]) -> Progress:
    """The way of the student with this folder.

    Args:
        submission: the folder.
        course: the exercises.
        passed: ids of the exercises that pass as they stand.
    """
    known = history.read(submission)
    modules = tuple(_module(course, module, passed) for module in course.modules)
    behind = [question for question in questions() if question.after in course.by_id]
    right = {event.subject for event in known.of_kind(ANSWERED) if event.status == RIGHT}
    solved = known.of_kind(SOLVED)
    levels = sorted({*map(_level, solved)})
    return Progress(
        course,
        modules,
        _days(known),
        _mistakes(known, course, passed),
        _accuracies(known, course),
        sum(question.after in right for question in behind),
        len(behind),
        tuple((level, sum(_level(each) == level for each in solved)) for level in levels),
        known.unread,
    )


def _level(event: Event) -> int:
    digits = event.status.rpartition(" ")[2]
    return int(digits) if digits.isdecimal() else 0


def _module(course: Syllabus, module: Module, passed: Collection[str]) -> ModuleProgress:
    exercises = course.of_module(module.name)
    return ModuleProgress(module, exercises, tuple(each for each in exercises if each.id in passed))


def _days(known: History) -> tuple[Day, ...]:
    """The days on which something happened for the first time."""
    firsts = {
        "passed": _firsts(event for event in known.of_kind(GRADED) if event.status == "passed"),
        "mistakes": _firsts((event for event in known.of_kind(GRADED) if event.name), named=True),
        "questions": _firsts(event for event in known.of_kind(ANSWERED) if event.status == RIGHT),
        "bugs": [*known.of_kind(SOLVED)],
    }
    dates = sorted({event.day for events in firsts.values() for event in events})
    days = []
    for date in dates:
        on = {kind: [event for event in events if event.day == date] for kind, events in firsts.items()}
        passed = tuple(event.subject.rpartition(".")[2] for event in on["passed"])
        days.append(Day(date, passed, len(on["mistakes"]), len(on["questions"]), len(on["bugs"])))
    return tuple(days)


def _firsts(events: Iterable[Event], *, named: bool = False) -> list[Event]:
    """The first event of each subject, or of each subject and name."""
    found: dict[tuple[str, str], Event] = {}
    for event in events:
        found.setdefault((event.subject, event.name if named else ""), event)
    return list(found.values())


def _mistakes(known: History, course: Syllabus, passed: Collection[str]) -> tuple[Mistake, ...]:
    graded = [event for event in known.of_kind(GRADED) if event.subject in course.by_id]
    found = []
    for event in _firsts((event for event in graded if event.name), named=True):
        sentences = {one.name: one.sentence for one in registry.of_exercise(event.subject)}
        later = graded[graded.index(event) :]
        overcome = event.subject in passed or any(
            each.subject == event.subject and each.status == "passed" for each in later
        )
        found.append(Mistake(event.subject, event.name, sentences.get(event.name, ""), event.day, overcome))
    return tuple(found)


def _accuracies(known: History, course: Syllabus) -> tuple[BestAccuracy, ...]:
    best: dict[str, float] = {}
    for event in known.of_kind(GRADED):
        if event.accuracy is not None:
            best[event.subject] = max(event.accuracy, best.get(event.subject, 0.0))
    return tuple(BestAccuracy(each, best[each.id]) for each in course.exercises if each.id in best)
