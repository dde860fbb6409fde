"""What is known of each exercise, what a change makes doubtful, and what is to be run next."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from grader.course.syllabus import Exercise, Syllabus
from grader.grading.outcome_key import sources_of
from grader.report.report import Outcome, Report
from grader.sandbox.call_fault import CallFault
from grader.sandbox.runner import Runner
from grader.sandbox.submission import Submission

KERAS = "keras"
NOT_RUN = "not run"  # status of an exercise whose outcome is not known, or was before a change


@dataclass(frozen=True)
class SourceOutline:
    """What can be said of a submission without running it.

    Attributes:
        submission: as it was read.
        todo: ids of the exercises that are still stubs.
        unusable: ids of those that cannot be run, a module with a syntax error for example.
        libraries: by module, what it imports of what takes long.
        used: by module, those that it may use, itself included.
        sources: by exercise, digests of what its function uses, and of how and where that is written.
    """

    submission: Submission
    todo: frozenset[str]
    unusable: frozenset[str]
    libraries: dict[str, set[str]]
    used: dict[str, set[str]]
    sources: dict[str, tuple[str, str]] = field(default_factory=dict)

    def text(self, module: str) -> tuple[str | None, CallFault | None]:
        """The module's text, and why it cannot be read."""
        return self.submission.sources.get(module), self.submission.faults.get(module)


def outline_sources(runner: Runner, syllabus: Syllabus) -> SourceOutline:
    """Look over the submission of a runner."""
    modules = [module.name for module in syllabus.modules]
    states = {exercise.id: runner.state(exercise) for exercise in syllabus.exercises}
    return SourceOutline(
        runner.submission,
        frozenset(name for name, state in states.items() if state == "todo"),
        frozenset(name for name, state in states.items() if state == "failed"),
        {module: runner.libraries(module) for module in modules},
        {module: runner.used_by(module) | {module} for module in modules},
        {exercise.id: sources_of(runner, exercise) for exercise in syllabus.exercises},
    )


@dataclass
class ProgressState:
    """What is known, and what is wanted.

    Attributes:
        syllabus: the course.
        current: the exercise that is shown.
        wanted: ids of what is to be run without being asked for again.
    """

    syllabus: Syllabus
    current: Exercise = field(init=False)
    wanted: set[str] = field(default_factory=set)
    seen: SourceOutline | None = None
    _outcomes: dict[str, Outcome] = field(default_factory=dict)
    _doubtful: set[str] = field(default_factory=set)  # that have an outcome from before a change

    def __post_init__(self) -> None:
        self.current = self.syllabus.exercises[0]

    # What is known.

    def outcome(self, exercise: Exercise) -> Outcome | None:
        """The outcome, as blocked where it failed while something that it needs is not passed.

        One from before a change stays as long as its successor is under way: that is a moment, mostly.
        """
        found = self._valid(exercise.id)
        if found is None or found.status not in ("failed", "blocked"):
            return found
        needed = [self._valid(need) for need in exercise.needs]
        # Of what was not run, nothing is known; with its own failure at hand the student looks at that.
        in_the_way = any(need is not None and need.status != "passed" for need in needed)
        return replace(found, status="blocked" if in_the_way else "failed")

    def _valid(self, name: str) -> Outcome | None:
        return self._outcomes.get(name) if name in self.wanted or name not in self._doubtful else None

    def under_way(self, exercise: Exercise) -> bool:
        """Whether its outcome is from before a change, and is being replaced."""
        return exercise.id in self.wanted and exercise.id in self._doubtful

    def status(self, exercise: Exercise) -> str:
        found = self.outcome(exercise)
        return NOT_RUN if found is None else found.status

    def passed(self, exercise: Exercise) -> bool:
        return self.status(exercise) == "passed"

    @property
    def report(self) -> Report:
        """What counts at the moment."""
        todo = (Outcome(exercise, "todo", ()) for exercise in self.syllabus.exercises)
        known = ((self.outcome(blank.exercise), blank) for blank in todo)
        return Report(self.name, tuple(found or blank for found, blank in known))

    @property
    def name(self) -> str:
        return self.seen.submission.name if self.seen else ""

    @property
    def not_run(self) -> int:
        return sum(self.status(exercise) == NOT_RUN for exercise in self.syllabus.exercises)

    def waits_for(self, exercise: Exercise) -> set[str]:
        """The libraries that take long and stand in the way of running it."""
        return set() if self.seen is None or exercise.id in self.seen.todo else self.module_needs(exercise)

    def module_needs(self, exercise: Exercise) -> set[str]:
        """The libraries that take long and its module uses, a stub's too."""
        return self.seen.libraries.get(exercise.module, set()) if self.seen else set()

    def trains(self, exercise: Exercise) -> bool:
        """Whether running it is a training, of minutes."""
        return exercise.images and (self.seen is None or exercise.id not in self.seen.unusable)

    # What a change makes of it.

    def begin(self, seen: SourceOutline) -> None:
        """Take the first look: what is quick is wanted."""
        self.seen = seen
        self._take_stubs(seen)
        left = [exercise for exercise in self.syllabus.exercises if exercise.id not in self._outcomes]
        self.wanted = {e.id for e in left if not self.trains(e) and KERAS not in self.waits_for(e)}

    def save(self, seen: SourceOutline) -> set[str]:
        """Take another look after a save: forget what it makes doubtful, want what it concerns, follow the student.

        Returns:
            The names of the modules that have changed.
        """
        before, self.seen = self.seen, seen
        if before is None:
            return set()
        names = {*before.submission.sources, *seen.submission.sources}
        names |= {*before.submission.faults, *seen.submission.faults}
        changed = {name for name in names if before.text(name) != seen.text(name)}
        edited = [e for e in self.syllabus.exercises if e.module in changed and _edited(e, before, seen)]
        if edited and self.current not in edited:
            self.current = edited[0]
        for exercise in self.syllabus.exercises:
            if changed & (before.used[exercise.module] | seen.used[exercise.module]) and not self._stands(
                exercise, before
            ):
                if self._concerned(exercise, changed):
                    self.wanted.add(exercise.id)
                    self._doubtful.add(exercise.id)
                else:
                    self.wanted.discard(exercise.id)
                    self._outcomes.pop(exercise.id, None)
        self._take_stubs(seen)
        return changed

    def _stands(self, exercise: Exercise, before: SourceOutline) -> bool:
        """Whether the outcome of a training holds after a change elsewhere; what is quick is run again in any case."""
        found = self._outcomes.get(exercise.id)
        old, new = (seen.sources.get(exercise.id) for seen in (before, self.seen) if seen is not None)
        if not exercise.images or found is None or old is None or new is None or old[0] != new[0]:
            return False
        # Lines that it quotes are others by now.
        return old == new or not any(check.quotes_source for check in found.checks)

    def _concerned(self, exercise: Exercise, changed: set[str]) -> bool:
        """Whether a change is reason enough to run an exercise: one that takes long only when it is worked on."""
        if self.trains(exercise):
            return exercise == self.current and exercise.module in changed
        return KERAS not in self.waits_for(exercise) or exercise == self.current or exercise.module in changed

    def _take_stubs(self, seen: SourceOutline) -> None:
        stubs = {exercise.id: Outcome(exercise, "todo", ()) for exercise in self._these(seen.todo)}
        self._outcomes |= stubs
        self._doubtful -= set(stubs)
        self.wanted -= set(stubs)

    def _these(self, names: Iterable[str]) -> list[Exercise]:
        chosen = set(names)
        return [exercise for exercise in self.syllabus.exercises if exercise.id in chosen]

    # What the student asks for.

    def unmet_needs(self, exercise: Exercise) -> tuple[str, ...]:
        """Ids of what an exercise needs and has not passed."""
        return tuple(need for need in exercise.needs if not self.passed(self.syllabus.by_id[need]))

    def turn_to_first(self) -> None:
        """Turn to the first exercise that is not passed, as far as is known."""
        self.current = next((e for e in self.syllabus.exercises if not self.passed(e)), self.syllabus.exercises[0])

    def turn_to_next(self) -> bool:
        """Turn to the next exercise that is not passed, from the first again after the last; whether there is one."""
        place = self.syllabus.exercises.index(self.current)
        around = self.syllabus.exercises[place + 1 :] + self.syllabus.exercises[:place]
        following = next((exercise for exercise in around if not self.passed(exercise)), None)
        if following is None:
            return False
        self.current = following
        self.want_current()
        return True

    def want_current(self) -> None:
        """Have the current exercise run if it was not, and its module with it: trainings are left out."""
        if self.status(self.current) == NOT_RUN and not self.trains(self.current):
            exercises = self.syllabus.of_module(self.current.module)
            self.wanted |= {e.id for e in exercises if self.status(e) == NOT_RUN and not self.trains(e)}

    def want_everything(self) -> None:
        self.wanted = {e.id for e in self.syllabus.exercises if self.status(e) != "todo"}

    # What is run next.

    def batch(self) -> list[Exercise]:
        """The exercises to run next, in one go: the current one alone, what is quick, what takes longer, a training."""
        wanted = self._these(self.wanted)
        if self.current in wanted:
            return [self.current]
        groups = [
            [e for e in wanted if not self.trains(e) and not self.waits_for(e)],
            [e for e in wanted if not self.trains(e) and KERAS not in self.waits_for(e)],
            [e for e in wanted if not self.trains(e)],
            wanted[:1],
        ]
        return next(filter(None, groups), [])

    def ran(self, outcomes: Iterable[Outcome]) -> None:
        """Take in what was found."""
        for outcome in outcomes:
            self._outcomes[outcome.exercise.id] = outcome
            self._doubtful.discard(outcome.exercise.id)
            self.wanted.discard(outcome.exercise.id)


def _edited(exercise: Exercise, before: SourceOutline, seen: SourceOutline) -> bool:
    """Whether the text of the exercise's own function is another one."""
    old, new = (found.submission.sources.get(exercise.module, "") for found in (before, seen))
    return _function(old, exercise.function) != _function(new, exercise.function)


def _function(source: str, name: str) -> str:
    """The lines of a function, without reading them as Python, which the near side does not do to a student's text."""
    found = re.search(rf"^def {name}\b.*\n(?:(?:[ \t)].*)?\n)*", f"{source}\n", re.MULTILINE)
    return found.group().rstrip() if found else ""
