"""The pytest plugin: gives each check the student's function as its argument, and keeps the result of the check."""

import contextlib
import inspect
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest

from grader.checks.expect import NotRefused
from grader.checks.fresh import Fresh
from grader.course.current import own_folder
from grader.course.syllabus import Exercise, Syllabus
from grader.grading.fresh_run import FreshRun
from grader.grading.judgement import Comparison, judgement, unread
from grader.misconceptions.evidence import Trial
from grader.report.report import CheckResult
from grader.sandbox.call_fault import Unusable
from grader.sandbox.calls import Call, by_place_or_name
from grader.sandbox.formatting import MOST_ENTRIES
from grader.sandbox.runner import Runner
from grader.sandbox.worker import wire
from grader.util.cache import folder as cache_folder
from grader.util.errors import CheckFailure, Interrupted
from grader.util.text import sanitize

LARGEST_KEPT = 4 << 20  # bytes of an answer, and of what a call did to its arguments
CHECKS = Path(__file__).parents[1] / "checks"
# Plugins of pytest that no check needs, nor one that somebody writes for a course: starting each takes up to a
# millisecond, in every grading.
NOT_NEEDED = (
    "cacheprovider",
    "debugging",
    "doctest",
    "faulthandler",
    "junitxml",
    "legacypath",
    "logging",
    "pastebin",
    "setuponly",
    "setupplan",
    "skipping",
    "stepwise",
    "subtests",
    "terminal",
    "threadexception",  # it and unraisableexception collect garbage again and again, which takes a tenth of a second
    "unittest",
    "unraisableexception",
    "warnings",
)


class StudentFunction:
    """A function of the submission, as a check calls it: it runs in the worker, on copies of its arguments.

    What it does to them never reaches the check's own, of which the expected answer is made.
    """

    def __init__(self, exercise: Exercise, runner: Runner, answered: dict[tuple[str, bytes], Call]) -> None:
        self.exercise = exercise
        self._runner = runner
        self._answered = answered

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._runner.call(self.exercise, args, kwargs)

    def once(self, *args: Any) -> Any:
        """The answer to these arguments, an earlier check's if there is one: a figure takes a tenth of a second."""
        key = self.exercise.id, wire.encode(args)
        if key in self._answered:
            self._runner.calls.append(self._answered[key])
        else:
            self(*args)
            self._answered[key] = self._runner.calls[-1]
        return self._answered[key].returned

    def arguments_after(self, *args: Any, **kwargs: Any) -> tuple[Any, ...]:
        """Call it; its arguments as it leaves them, those with a name last."""
        self(*args, **kwargs)
        changed = self._runner.calls[-1].changed  # which may name others, if the worker was made to lie
        return tuple(changed.get(name, value) for name, value in by_place_or_name(args, kwargs).items())

    @property
    def warned(self) -> bool:
        """Whether a warning was shown in its last call."""
        return self._runner.calls[-1].warned

    def __repr__(self) -> str:
        return self.exercise.id


class Plugin:
    """Runs the checks of some exercises.

    Args:
        syllabus: the course.
        exercises: those whose checks are to run.
        runner: calls the submission's functions.
        fixtures: further arguments that a check may name, each made when it is first asked for.
        tell: hears the exercise of each check before it runs.
        fresh: draws the fresh inputs of the checks.
        finish: hears of each exercise once all its checks have run.
    """

    def __init__(
        self,
        syllabus: Syllabus,
        exercises: Sequence[Exercise],
        runner: Runner,
        fixtures: dict[str, Callable[[], Any]],
        tell: Callable[[Exercise], None],
        fresh: FreshRun,
        finish: Callable[[Exercise], None],
    ) -> None:
        self._fresh = fresh
        self._exercises = exercises
        self.results: dict[str, list[CheckResult]] = {exercise.id: [] for exercise in exercises}
        self.collected: dict[str, int] = dict.fromkeys(self.results, 0)
        self.seconds: dict[str, float] = dict.fromkeys(self.results, 0.0)
        self.trials: dict[str, list[Trial]] = {exercise.id: [] for exercise in exercises}
        self._syllabus = syllabus
        self._runner = runner
        self._fixtures = fixtures
        self._tell = tell
        self._finish = finish
        self._comparison: Comparison | None = None
        self._answered: dict[tuple[str, bytes], Call] = {}

    # Arguments of checks.

    @pytest.hookimpl(wrapper=True)
    def pytest_collection(self) -> Iterator[None]:
        """Keep the checks as pytest has compiled them, for the next grading: compiling them takes 0.2 s.

        They go to the cache, where Python writes no bytecode next to them; of everything else, only while they load.
        """
        before = sys.dont_write_bytecode, sys.pycache_prefix
        if sys.dont_write_bytecode:
            sys.dont_write_bytecode, sys.pycache_prefix = False, str(cache_folder() / "bytecode")
        try:
            return (yield)
        finally:
            sys.dont_write_bytecode, sys.pycache_prefix = before

    def pytest_exception_interact(self, node: pytest.Item | pytest.Collector, call: pytest.CallInfo[Any]) -> None:
        """Keep why checks cannot be read: somebody has written a mistake into them."""
        if not isinstance(node, pytest.Collector) or call.excinfo is None:
            return
        error = call.excinfo.value.__cause__ or call.excinfo.value
        own = [line for path, line in _frames(error) if Path(path) == node.path]
        self._note_unread(node.path, own[-1] if own else 0, f"{type(error).__name__}: {error}")

    def _note_unread(self, file: Path, line: int, why: str) -> None:
        """Keep for the exercise of a file that its checks cannot be read; all others are graded."""
        exercise = next((each for each in self._exercises if checks_of(each.id) == file), None)
        if exercise is None:
            raise CheckFailure(f"{file}: {why}")
        result = unread(exercise, f"{file.name}:{line}" if line else file.name, why)
        self.results[exercise.id].append(result)
        self.trials[exercise.id].append(Trial((), compared=False, unrefused=False, ran=False, fresh=False))

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Bring the checks into order: what waits for Keras last, of an exercise its examples first."""
        order = {exercise.id: place for place, exercise in enumerate(self._syllabus.exercises)}
        self._leave_out_strangers(items)
        modules = {self._exercise(item).module for item in items}
        slow = {name: "keras" in self._runner.libraries(name) for name in modules}
        items.sort(key=lambda item: (slow[(e := self._exercise(item)).module], order[e.id], _is_fresh(item)))
        for item in items:
            self.collected[self._exercise(item).id] += 1

    def _leave_out_strangers(self, items: list[pytest.Item]) -> None:
        """Leave out checks that are not about the exercise of their file, and keep that for this exercise."""
        for item in list(items):
            if (about := self._about(item)) is None or checks_of(about.id) != item.path:
                why = f"{item.name} is not about the exercise of its file: its first argument must be the function"
                items.remove(item)
                self._note_unread(item.path, (item.location[1] or 0) + 1, why)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
        """Run a check; those of an exercise follow each other, so it is finished where another one's follows."""
        result = yield
        exercise = self._exercise(item)
        if nextitem is None or self._exercise(nextitem) != exercise:
            self._finish(exercise)
            self.trials[exercise.id].clear()  # nobody asks for them again, and they may be large
        return result

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> bool | None:
        """See that there is something to check; run a check that has fresh inputs."""
        exercise = self._exercise(pyfuncitem)
        self._tell(exercise)
        self._comparison = None
        self._runner.calls.clear()
        self._runner.refuse_unusable(exercise)
        self._runner.answers_ahead.clear()
        if not _is_fresh(pyfuncitem):
            return None
        self._fresh.run(pyfuncitem, exercise, self._runner, reduces=self._passes_so_far(exercise))
        return True

    def pytest_configure(self, config: pytest.Config) -> None:
        """Register the arguments that a check may name."""
        functions = {
            name: partial(StudentFunction, exercise, self._runner, self._answered)
            for name, exercise in self._syllabus.by_function.items()
        }
        config.pluginmanager.register(_arguments({**functions, **self._fixtures}))

    def _exercise(self, item: pytest.Item) -> Exercise:
        """The exercise that a check is about."""
        found = self._about(item)
        assert found is not None, item.nodeid  # others were left out
        return found

    def _about(self, item: pytest.Item) -> Exercise | None:
        """The exercise that a check is about, of those that are graded: the first of its arguments that is one."""
        arguments = _parameters_of(item.function) if isinstance(item, pytest.Function) else ()
        known = self._syllabus.by_function
        found = next((known[name] for name in arguments if name in known), None)
        return found if found is not None and found.id in self.results else None

    # What became of them.

    def pytest_assertrepr_compare(self, op: str, left: object, right: object) -> None:
        """Keep the two sides of the comparison that failed."""
        self._comparison = (op, left, right)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport:
        """Keep what became of a check; pytest's own report, with a traceback nobody sees, takes 15 ms a failure."""
        if call.when == "call" or call.excinfo is not None:
            exercise = self._exercise(item)
            self.seconds[exercise.id] += call.duration
            self.results[exercise.id].append(self._result(item, call.excinfo))
            compared = call.excinfo is not None and call.excinfo.errisinstance(AssertionError)
            unrefused = call.excinfo is not None and call.excinfo.errisinstance(NotRefused)
            ran = call.excinfo is None or not call.excinfo.errisinstance(Unusable)
            calls = tuple(map(_kept, self._runner.calls))
            self.trials[exercise.id].append(Trial(calls, compared, unrefused, ran, _is_fresh(item)))
        outcome: Literal["passed", "failed"] = "passed" if call.excinfo is None else "failed"
        when: Any = call.when  # never "collect" here, which pytest's types cannot know
        return pytest.TestReport(item.nodeid, item.location, {}, outcome, None, when, duration=call.duration)

    def _result(self, item: pytest.Item, excinfo: pytest.ExceptionInfo[BaseException] | None) -> CheckResult:
        claim = inspect.getdoc(item.function) if isinstance(item, pytest.Function) else None
        claim = claim and claim.replace("{gate}", self._exercise(item).gate_shown)
        calls = self._runner.calls
        fresh = _is_fresh(item) and self._passes_so_far(self._exercise(item))
        status, feedback = judgement(excinfo, calls[-1] if calls else None, self._comparison, fresh=fresh)
        printed = "".join(call.printed for call in calls)
        return CheckResult(item.name, claim or item.name, status, feedback, sanitize(printed))

    def _passes_so_far(self, exercise: Exercise) -> bool:
        """Whether all checks of an exercise have passed that have run."""
        return all(result.status == "passed" for result in self.results[exercise.id])


def _frames(error: BaseException) -> list[tuple[str, int]]:
    """File and line of each step on the way to an error, a line that Python cannot read included."""
    found = [(frame.filename, frame.lineno or 0) for frame in traceback.extract_tb(error.__traceback__)]
    return [*found, (error.filename or "", error.lineno or 0)] if isinstance(error, SyntaxError) else found


def _kept(call: Call) -> Call:
    """The call, without an answer that is larger than any that a mistake was ever known by: they add up."""
    if call.shown or _bytes_of([call.returned, call.changed]) <= LARGEST_KEPT:
        return call
    return replace(call, returned=None, answered=False, changed={})


def _bytes_of(value: Any) -> int:
    match value:
        case np.ndarray():
            return value.nbytes
        case list() | tuple():
            return sum(map(_bytes_of, value))
        case dict():
            return sum(map(_bytes_of, value.values()))
        case str():
            return len(value)
    return 0


def checks_of(exercise: str) -> Path:
    """The file with the checks of an exercise, by its id, in the kit or among the course's own exercises."""
    module, _, function = exercise.partition(".")
    return (own_folder(module, "checks") or CHECKS) / module / f"check_{function}.py"


def run(plugin: Plugin, exercises: Sequence[Exercise]) -> None:
    """Run the checks of some exercises.

    Raises:
        Interrupted: somebody has stopped it.
        CheckFailure: pytest stopped before the end, which no submission can bring about.
    """
    files = [str(file) for exercise in exercises if (file := checks_of(exercise.id)).exists()]
    if not files:  # pytest would look for some in the folder that it was started in, and run what lies there
        return
    without = [word for name in NOT_NEEDED for word in ("-p", f"no:{name}")]
    paths = ["--rootdir", str(CHECKS), "-c", str(CHECKS / "grading.ini"), "--noconftest"]
    settings = [
        "--capture=no",
        "--import-mode=importlib",
        "--disable-plugin-autoload",
        "--continue-on-collection-errors",
    ]
    _forget_plain_modules()
    # Of a failed assertion pytest formats both sides, which nobody reads: what is shown of them has no more entries.
    # And what NumPy has to say of the numbers that came back would be said to whoever grades.
    with _own_environment(), np.printoptions(threshold=MOST_ENTRIES, edgeitems=1), np.errstate(all="ignore"):
        status = pytest.main([*without, *settings, *paths, *files], plugins=[plugin])
    if status == pytest.ExitCode.INTERRUPTED:
        raise Interrupted("The checks were interrupted.")
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise CheckFailure(f"pytest ended with {status!r} before all checks had run.")


def _forget_plain_modules() -> None:
    """Have pytest load checks itself that somebody has imported: only then an assertion says what it compared."""
    for name, module in list(sys.modules.items()):
        is_check = name.startswith("grader.checks.") and name.rpartition(".")[2].startswith("check_")
        if is_check and type(module.__loader__).__module__ != "_pytest.assertion.rewrite":
            del sys.modules[name]


@contextlib.contextmanager
def _own_environment() -> Iterator[None]:
    """Keep what a shell says to pytest from it: that is about the user's own tests.

    PYTEST_ADDOPTS, PYTEST_PLUGINS and their like choose tests and load plugins; CI and BUILD_NUMBER lengthen messages.
    """
    names = [name for name in os.environ if name.startswith(("PYTEST", "_PYTEST")) or name in ("CI", "BUILD_NUMBER")]
    before = {name: os.environ.pop(name) for name in names}
    try:
        yield
    finally:
        os.environ.update(before)


@cache
def _parameters_of(function: Callable[..., Any]) -> tuple[str, ...]:
    """The names of a check's arguments; asked for several times for each check."""
    return tuple(inspect.signature(function).parameters)


def _is_fresh(item: pytest.Item) -> bool:
    """Whether a check has fresh inputs."""
    given = getattr(item, "callspec", None)
    return given is not None and any(isinstance(value, Fresh) for value in given.params.values())


def _arguments(makers: dict[str, Callable[[], Any]]) -> object:
    """An object whose attributes are pytest fixtures."""

    def fixture(name: str, make: Callable[[], Any]) -> Any:
        return pytest.fixture(name=name)(lambda _self: make())

    return type("Arguments", (), {name: fixture(name, make) for name, make in makers.items()})()
