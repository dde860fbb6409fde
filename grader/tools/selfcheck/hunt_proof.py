"""The command `python -m grader prove-bugs`: every bug of the hunt is there, can be found and can be repaired.

    there        the checks of its exercise fail it
    findable     an input of at most 20 numbers shows it, in the sandbox, as a student's would
    repairable   the module without it passes

With `--write`, all known mistakes are tried, and those for which that holds become the list of the hunt.
"""

import copy
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import cache, partial
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from grader.checks.fresh import FreshInput, make, reduce
from grader.checks.fresh_seed import FreshSeed
from grader.course.paths import SOLUTIONS
from grader.course.syllabus import Exercise, Syllabus
from grader.grading.fresh_run import called_with
from grader.grading.listener import Listener
from grader.grading.pipeline import Settings, grade_with
from grader.learning.hunt import bug_catalogue, hunt_judging
from grader.learning.hunt.bug_catalogue import Bug
from grader.learning.hunt.contract_inputs import CONTRACTS, OutsideContract, question_of, question_of_any_size
from grader.learning.hunt.planted_module import NotPlantable, PlantedModule, plant
from grader.learning.hunt.training_bugs import TRAINING_BUGS
from grader.misconceptions import registry
from grader.report.report import Outcome
from grader.sandbox.calls import exception_of
from grader.sandbox.connection import start_worker
from grader.sandbox.runner import Runner
from grader.sandbox.submission import Submission, read
from grader.tools.selfcheck import grading_workers
from grader.tools.selfcheck.problem import Problem
from grader.util.files import write_whole

DRAWN = 150  # inputs of a check, in which one is looked for that shows the bug
SETTINGS = Settings(data="digits", use_cache=False, keep=False, fresh=FreshSeed.of_number(0))
HEAD = (
    "# Which known mistakes can be planted, with [checks that notice it, all checks]; written by `nox -s prove-bugs`.\n"
)

_INKED = """import numpy as np


def _inked(shape, dtype, ink):
    images = np.zeros(shape, dtype)
    for place, value in ink.items():
        images[place] = value
    return images


"""

Tell = Callable[[str], None]


@cache
def right() -> dict[str, str]:
    """The modules of the reference."""
    return dict(read(SOLUTIONS).sources)


def prove(course: Syllabus, bugs: Sequence[Bug], tell: Tell, data: str = "digits") -> Iterator[Problem]:
    """The problems with some bugs of the list.

    Args:
        course: the kit's, with all exercises.
        bugs: of the list.
        tell: hears what goes on.
        data: the images of trainings.
    """
    for bug in bugs:
        exercise = course.by_id[bug.exercise]
        tell(f"planting into {exercise.id}")
        message = _complaint(course, exercise, bug, data)
        if message:
            remedy = "Write the list again: nox -s prove-bugs -- --write."
            yield Problem("grader/learning/hunt/bugs.toml", 1, f"{bug.exercise}: {bug.mistake.name} {message}", remedy)


def _complaint(course: Syllabus, exercise: Exercise, bug: Bug, data: str) -> str:
    try:
        planted = plant(bug.mistake, exercise, right()[exercise.module])
    except NotPlantable as error:
        return f"cannot be planted: {error}"
    outcome = graded(course, exercise, planted, data)
    if outcome.status == "passed":
        return "makes no check fail"
    if exercise.id not in TRAINING_BUGS:
        failed = sum(check.status != "passed" for check in outcome.checks) / len(outcome.checks)
        if abs(failed - bug.noticed) > 0.001:
            return f"is noticed by {failed:.0%} of the checks; the list says {bug.noticed:.0%}"
        if (given := shown_by(exercise, planted)) is None:
            return "cannot be found: no input of at most 20 numbers shows it"
        if said := _not_accepted(exercise, given, planted):
            return f"cannot be found: {said}"
    return "" if _reference_passes(course, exercise, data) else "cannot be repaired: the reference fails"


def graded(course: Syllabus, exercise: Exercise, planted: PlantedModule, data: str = "digits") -> Outcome:
    """The outcome of the exercise with a module in place of the reference's."""
    sources = {**right(), exercise.module: planted.text}
    start = grading_workers.worker if exercise.id in TRAINING_BUGS else start_worker
    with closing(Runner(Submission("planted", sources, {}), worker=start)) as runner:
        settings = Settings(data=data, use_cache=False, keep=False, fresh=SETTINGS.fresh)
        return grade_with(runner, course, [exercise], settings, Listener()).outcomes[0]


@cache
def _reference_passes(course: Syllabus, exercise: Exercise, data: str) -> bool:
    module = PlantedModule(right()[exercise.module], 1)
    return graded(course, exercise, module, data).status == "passed"


def _not_accepted(exercise: Exercise, given: dict[str, Any], planted: PlantedModule) -> str:
    """What the judge of a hunt says against the input; nothing where it accepts it."""
    text = f"{_INKED}def failing_input():\n    return {_python(given)}\n"
    sources = {**right(), exercise.module: planted.text}
    verdict = hunt_judging.judge_evidence(exercise, text, sources, right(), [planted.line])
    return "" if verdict.passed else " ".join(verdict.sentences)


# Inputs that show a bug.


def shown_by(exercise: Exercise, planted: PlantedModule) -> dict[str, Any] | None:
    """An input of few numbers on which the planted function answers wrongly, by parameter; None: none was found."""
    wrong = _Local(getattr(_loaded(planted.text), exercise.function))
    for name, (check, parameters) in hunt_judging.fresh_checks(exercise).items():
        source = FreshSeed.of_number(1).source(f"{exercise.id}-{name}")
        for _ in range(DRAWN):
            drawn = make(parameters, source)
            if not _is_asked_by(exercise, name, check, drawn):
                break  # a check of something else, such as two seeds
            if not _fails(check, drawn, wrong):
                continue
            smallest = reduce(parameters, drawn, partial(_fails, check, function=wrong))
            given = _given(exercise, check, smallest)
            if given is not None and _is_shown(exercise, given, wrong):
                return given
    return None


class _Local:
    """A function of ours as a check calls it: it cannot change the caller's arguments, and notes a warning."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function
        self.warned = False

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        args, kwargs = copy.deepcopy((args, kwargs))
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                return self._function(*args, **kwargs)
            except Exception as error:  # as the worker would tell it: checks know no other kind
                types = [kind.__name__ for kind in type(error).__mro__]
                raise exception_of({"types": types, "message": str(error), "frames": []}) from error
            finally:
                self.warned = bool(caught)

    once = __call__


def _fails(check: Callable[..., Any], drawn: FreshInput, function: _Local) -> bool:
    try:
        check(function, **drawn.values)
    except Exception:  # noqa: BLE001  whatever a wrong function of ours raises
        return True
    return False


def _given(exercise: Exercise, check: Callable[..., Any], drawn: FreshInput) -> dict[str, Any] | None:
    """The call that a check makes of an input, by parameter."""
    call = called_with(lambda noted: check(noted, **drawn.values))
    if call is None:
        return None
    given = {**dict(zip(CONTRACTS[exercise.id].parameters, call[0], strict=False)), **call[1]}
    if exercise.function == "split_validation":
        given["images"] = given["images"][:, 0]  # one number is enough for an example
    return given


def _is_asked_by(exercise: Exercise, name: str, check: Callable[..., Any], drawn: FreshInput) -> bool:
    """Whether a student's input can be asked by a check."""
    try:
        return question_of_any_size(exercise.id, _given(exercise, check, drawn)).check == name
    except OutsideContract:
        return False


def _is_shown(exercise: Exercise, given: dict[str, Any], function: _Local) -> bool:
    try:
        question = question_of(exercise.id, given)
    except OutsideContract:
        return False
    check, _parameters = hunt_judging.fresh_checks(exercise)[question.check]
    return _fails(check, FreshInput(question.values, []), function)


def _loaded(text: str) -> ModuleType:
    module = ModuleType("solutions.planted")
    module.__package__ = "solutions"
    exec(compile(text, "planted.py", "exec"), module.__dict__)  # noqa: S102  our own mistakes, planted into our own text
    return module


def _python(value: Any) -> str:
    """The value as a student would write it."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key!r}: {_python(item)}' for key, item in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_python, value))}]"
    if isinstance(value, np.ndarray):
        if value.ndim >= 3:  # images: nothing but the ink
            places = [f"{tuple(map(int, place))}: {value[tuple(place)].item()!r}" for place in np.argwhere(value)]
            return f"_inked({value.shape}, np.{value.dtype.name}, {{{', '.join(places)}}})"
        return f"np.array({value.tolist()!r}, dtype=np.{value.dtype.name})"
    if isinstance(value, np.generic):
        return f"np.{value.dtype.name}({value.item()!r})"
    return repr(value)


# The list.


def write_list(course: Syllabus, tell: Tell, file: Path = bug_catalogue.FILE) -> int:
    """Try all known mistakes, and write those that can be planted, found and graded; returns how many."""
    rows: dict[str, list[str]] = {name: [] for name in CONTRACTS}
    for exercises in _batches(course):
        most = max(len(registry.of_exercise(exercise.id)) for exercise in exercises)
        for at in range(most):
            tell(f"planting into {exercises[0].module}, {at + 1} of {most}")
            for exercise, row in _rows_at(course, exercises, at):
                rows[exercise.id].append(row)
    tables = ["\n".join([f'["{name}"]', *found]) for name, found in rows.items() if found]
    write_whole(file, "\n\n".join([HEAD.rstrip(), *tables]) + "\n")
    return sum(map(len, rows.values()))


def _batches(course: Syllabus) -> Iterator[list[Exercise]]:
    """Exercises into which mistakes can be planted at the same time: of one module, and none needs another."""
    chosen = [course.by_id[name] for name in CONTRACTS]
    for module in dict.fromkeys(exercise.module for exercise in chosen):
        of_module = [exercise for exercise in chosen if exercise.module == module]
        names = {exercise.id for exercise in of_module}
        yield [exercise for exercise in of_module if not names & {*exercise.needs}]
        yield from ([exercise] for exercise in of_module if names & {*exercise.needs})


def _rows_at(course: Syllabus, exercises: Sequence[Exercise], at: int) -> Iterator[tuple[Exercise, str]]:
    """What the list says of the mistake in this place of each exercise, if it can be planted and found."""
    text, chosen = right()[exercises[0].module], []
    for exercise in exercises:
        for mistake in registry.of_exercise(exercise.id)[at : at + 1]:
            try:
                alone = plant(mistake, exercise, right()[exercise.module])
                if shown_by(exercise, alone) is not None:
                    text = plant(mistake, exercise, text).text
                    chosen.append((exercise, mistake))
            except NotPlantable:
                continue
    if not chosen:
        return
    outcomes = _graded_together(course, [exercise for exercise, _mistake in chosen], text)
    for exercise, mistake in chosen:
        outcome = outcomes[exercise.id]
        failed = sum(check.status != "passed" for check in outcome.checks)
        if outcome.status in ("failed", "blocked"):
            yield exercise, f"{mistake.name} = [{failed}, {len(outcome.checks)}]"


def _graded_together(course: Syllabus, exercises: Sequence[Exercise], text: str) -> dict[str, Outcome]:
    sources = {**right(), exercises[0].module: text}
    with closing(Runner(Submission("planted", sources, {}))) as runner:
        report = grade_with(runner, course, course.select([each.id for each in exercises]), SETTINGS, Listener())
    return {outcome.exercise.id: outcome for outcome in report.outcomes}
