"""Grading a submission: read it, run its checks in front of a worker, and put the outcomes into a report."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import InitVar, dataclass, field, replace
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from grader.checks.fresh_seed import FreshSeed
from grader.course.current import current, digest_of_rules
from grader.course.datasets import Dataset, redrawn
from grader.course.datasets import load as load_data
from grader.course.syllabus import Exercise, Syllabus
from grader.grading import outcome_cache
from grader.grading.blocking import blocked
from grader.grading.code_flags import flags_of_code
from grader.grading.listener import Listener
from grader.grading.manifest import manifest, versions
from grader.grading.outcome_key import facts_of, sources_of
from grader.grading.reference import beside_reference
from grader.report.report import Outcome, Report, judge
from grader.sandbox import levels
from grader.sandbox.connection import StartWorker, start_worker
from grader.sandbox.runner import Runner
from grader.sandbox.submission import read, refuse_misplaced
from grader.util import cache

if TYPE_CHECKING:
    from grader.misconceptions.evidence import Evidence
    from grader.sandbox.worker.wire import Model


@dataclass(frozen=True)
class Settings:
    """How to grade.

    Attributes:
        data: auto, mnist, digits, or a path.
        seed: of the first training.
        use_cache: whether outcomes of models, trainings and plots may come from an earlier run.
        keep: whether a later run may have the outcomes of this one.
        fresh: what the fresh inputs are drawn from; another one for each grading where it is None.
        failing_inputs: folder of the inputs that failed, which are asked first until they pass; None: nothing is kept.
        models: folder that notes which models were trained last; None: no model is kept.
        drawings: file with the student's own drawings, on which the models are tried for no points; it may be missing.
        further: what they are drawn from after that; only a test of the kit asks more than once.
        renames_labels: whether trainings get the labels under other names, so that ready weights are worth nothing, and
            the test images of `digits` are redrawn, so that whoever knows the public ones knows none.
    """

    data: str = "auto"
    seed: int = 0
    use_cache: bool = True
    keep: bool = True
    fresh: FreshSeed | None = None
    failing_inputs: Path | None = None
    models: Path | None = None
    drawings: Path | None = None
    further: tuple[FreshSeed, ...] = ()
    renames_labels: bool = False


@dataclass
class Images:
    """The dataset, loaded when it is first needed; what it has to say is said once.

    Attributes:
        choice: auto, mnist, digits, or a path.
        listener: hears where the images come from.
        test_warps: seed of the warps under which the test images of `digits` are redrawn; None: those that all know.
    """

    choice: str
    listener: Listener
    test_warps: int | None = None
    loaded: Dataset | None = field(default=None, init=False)

    def __call__(self) -> Dataset:
        if self.loaded is None:
            found = load_data(self.choice)
            self.loaded = found if self.test_warps is None else redrawn(found, self.test_warps)
            self.listener.note(self.loaded.note)
        return self.loaded


def grade(
    folder: Path,
    syllabus: Syllabus,
    exercises: Sequence[Exercise],
    settings: Settings | None = None,
    listener: Listener | None = None,
    worker: StartWorker = start_worker,
) -> Report:
    """Grade the submission in `folder`; workers come from `worker`.

    Raises:
        SubmissionError: there is nothing to grade.
        DataError: the images that were asked for cannot be had.
        CheckFailure: the checks did not run to their end.
    """
    listener = listener or Listener()
    submission = read(folder)
    refuse_misplaced(folder, submission, [module.name for module in syllabus.modules])
    with closing(Runner(submission, listener.epoch, worker)) as runner:
        report = grade_with(runner, syllabus, exercises, settings, listener)
    course = current().note
    return replace(report, notes=(course, *report.notes)) if course else report


def grade_with(
    runner: Runner,
    syllabus: Syllabus,
    exercises: Sequence[Exercise],
    settings: Settings | None = None,
    listener: Listener | None = None,
    images: Images | None = None,
) -> Report:
    """Grade the submission of a runner, which is the caller's to close.

    Args:
        runner: calls the submission's functions.
        syllabus: the course.
        exercises: which to grade.
        settings: how.
        listener: hears of the progress.
        images: the dataset, where several gradings share it; else it is loaded as the settings say.

    Raises:
        DataError, CheckFailure: as `grade`.
    """
    runner.start()  # while Python reads what is imported later
    return _Grading(runner, syllabus, exercises, settings or Settings(), listener or Listener(), images).report()


def import_ahead() -> None:
    """Import what a grading imports when it comes to checks: whoever has time before the first one saves it there."""
    for name in ("grader.grading.memo", "grader.grading.training", "grader.misconceptions.recognition"):
        import_module(name)


def known_of(
    runner: Runner,
    syllabus: Syllabus,
    exercises: Sequence[Exercise],
    settings: Settings | None = None,
    listener: Listener | None = None,
) -> dict[str, Outcome]:
    """What an earlier run has found out of these exercises, by their ids; nothing is run.

    Raises:
        DataError: the images cannot be had on which such an outcome depends.
    """
    return _Grading(runner, syllabus, exercises, settings or Settings(), listener or Listener()).kept()


def failing_inputs_of(folder: Path) -> Path:
    """Where the inputs that failed are kept for the submission in a folder."""
    return cache.folder() / "failing" / cache.name_of(folder)


def models_of(folder: Path) -> Path:
    """Where it is noted for the submission in a folder which models were trained last."""
    return cache.folder() / "models" / cache.name_of(folder)


def drawings_of(folder: Path) -> Path:
    """The file with the drawings of the student whose submission is in a folder; it may be missing."""
    return folder.resolve().parent / "drawings.npz"


def passed_in(folder: Path, exercises: Sequence[Exercise]) -> set[str]:
    """Ids of those that a grading has seen pass, with the modules as they stand in `folder` and these checks.

    Raises:
        SubmissionError: there is nothing in the folder.
    """
    with closing(Runner(read(folder))) as runner:
        return passed_of(runner, exercises)


def passed_of(runner: Runner, exercises: Sequence[Exercise]) -> set[str]:
    """Ids of those that a grading has seen pass, with the modules as the runner has them and these checks."""
    return {each.id for each in exercises if outcome_cache.get(each, _key_of_passing(runner, each)) is not None}


def _key_of_passing(runner: Runner, exercise: Exercise) -> str:
    sources = sources_of(runner, exercise)[0]
    return cache.key(passed=exercise.id, sources=sources, gate=exercise.gate, checks=digest_of_rules(exercise.module))


@dataclass
class _Grading:
    """One submission on its way to a report."""

    runner: Runner
    syllabus: Syllabus
    exercises: Sequence[Exercise]
    settings: Settings
    listener: Listener
    shared: InitVar[Images | None] = None

    def __post_init__(self, shared: Images | None) -> None:
        self.submission = self.runner.submission
        self.notes: list[str] = list(self.submission.notes)
        self.fresh = self.settings.fresh or FreshSeed.drawn()
        test_warps = self.fresh.test_warps if self.settings.renames_labels else None
        self.images = shared or Images(self.settings.data, self.listener, test_warps)

    def report(self) -> Report:
        if any(exercise.images and exercise.id in self._slow for exercise in self.exercises):
            self.images()  # before anything is run: where they cannot be had, nothing is
        kept = self.kept()
        fresh = self._checked([exercise for exercise in self.exercises if exercise.id not in kept])
        outcomes = {**kept, **fresh}
        for outcome in kept.values():
            self._note_model(outcome)
        found = [self._flagged(outcomes[exercise.id]) for exercise in self.exercises]
        ordered = blocked(found, self.syllabus, self._states())
        data = self.images.loaded
        ordered = beside_reference(ordered, self.submission, data)
        facts = manifest(self.submission, data, self.settings.seed, self.fresh, self.runner.limits)
        self.notes += self._own_hand(found)
        notes = (data.note, *self.notes) if data else tuple(self.notes)
        return Report(self.submission.name, ordered, data.name if data else None, notes, facts)

    # What an earlier run has found out.

    @cached_property
    def _slow(self) -> set[str]:
        """Exercises that are more than stubs and wait for a heavy library: their outcomes are worth keeping."""
        return {
            exercise.id
            for exercise in self.exercises
            if self.runner.state(exercise) is None and self.runner.libraries(exercise.module)
        }

    def kept(self) -> dict[str, Outcome]:
        if not self.settings.use_cache:
            return {}
        slow = [exercise for exercise in self.exercises if exercise.id in self._slow]
        found = (outcome_cache.get(exercise, *self._key(exercise)) for exercise in slow)
        return {outcome.exercise.id: outcome for outcome in found if outcome is not None}

    def _keep(self, outcome: Outcome) -> None:
        """Keep what became of an exercise, as soon as it is known: an interrupt does not take it away again."""
        if not self.settings.keep:
            return
        if outcome.exercise.id in self._slow and outcome.status != "todo":
            outcome_cache.put(outcome, *self._key(outcome.exercise))
        if outcome.status == "passed":
            outcome_cache.put(outcome, _key_of_passing(self.runner, outcome.exercise))

    def _note_model(self, outcome: Outcome, model: "Model | None" = None) -> None:
        """Note that a training is the last one of this submission, and keep its model if it was trained just now."""
        if self.settings.models is None or outcome.gate is None:
            return
        from grader.grading import model_store

        key, _place = self._key(outcome.exercise)
        if model is not None:
            model_store.put(key, model)
        place, accuracy = self.settings.models, outcome.gate.accuracy
        model_store.point(place, outcome.exercise.id, key, accuracy=accuracy, dataset=self.images().name)

    def _own_hand(self, outcomes: Sequence[Outcome]) -> list[str]:
        """Say how the models do on the student's own drawings, where there are some and a training was graded."""
        file, place = self.settings.drawings, self.settings.models
        trained = [outcome.exercise for outcome in outcomes if outcome.gate is not None]
        if file is None or place is None or not trained or not file.is_file():
            return []
        from grader.grading import model_store
        from grader.grading.own_hand import tell

        said = tell(file, [(each, model_store.get(place, each.id)) for each in trained], self.runner.worker)
        self.listener.tried_on_drawings(said)
        return [said]

    def _key(self, exercise: Exercise) -> tuple[str, str]:
        """The name under which an outcome is kept, and where the code is that it is about."""
        data = self.images() if exercise.images else None
        sources, place = sources_of(self.runner, exercise)
        facts = facts_of(
            exercise,
            self.submission,
            sources=sources,
            imports=self.runner.imports(exercise.module),
            checks=digest_of_rules(exercise.module),
            versions=versions(),
            level=levels.strongest(),
            dataset=(data.name, data.digest) if data else None,
            seed=self.settings.seed if exercise.images else None,
        )
        return cache.key(**facts), place

    # What this run finds out.

    def _checked(self, exercises: Sequence[Exercise]) -> dict[str, Outcome]:
        """What became of these exercises, by their ids."""
        if not exercises:
            return {}
        from grader.grading.fresh_run import FailingInputs, FreshRun
        from grader.grading.memo import CallMemo
        from grader.grading.predictor import Predictor
        from grader.grading.pytest_plugin import Plugin, StudentFunction, run
        from grader.grading.training import Trainings
        from grader.grading.training_flags import flags_of_training
        from grader.misconceptions.evidence import Evidence

        answers, predictor = CallMemo(self.runner), Predictor(self.runner.worker)
        renaming = self.fresh.renaming if self.settings.renames_labels else None
        trainings = Trainings(answers, predictor, self.images, self.settings.seed, self.listener.training, renaming)
        arguments = {"network_of": lambda: answers.network, "trainings": lambda: trainings}
        fresh = FreshRun(self.fresh, FailingInputs(self.settings.failing_inputs), self.settings.further)
        found: dict[str, Outcome] = {}

        def finish(exercise: Exercise) -> None:
            outcome = judge(
                exercise,
                plugin.results[exercise.id],
                plugin.collected[exercise.id],
                seconds=plugin.seconds[exercise.id],
                gate=trainings.gates.get(exercise.id),
                measured=trainings.measured.get(exercise.id),
            )
            if renaming is not None and outcome.status == "passed" and outcome.gate is not None:
                train = StudentFunction(exercise, self.runner, {})
                suspected = any(flags_of_code(self.runner, exercise))
                flags = flags_of_training(trainings, train, outcome.gate, suspected=suspected)
                outcome = replace(outcome, flags=tuple(flags))
            evidence = Evidence(tuple(plugin.trials[exercise.id]), trainings.glances.get(exercise.id))
            found[exercise.id] = explained = self._explained(outcome, evidence)
            shown = next((check for check in explained.checks if check.status == "failed"), None)
            for check, trial in zip(outcome.checks, evidence.trials, strict=True):
                if check is shown:
                    self.listener.failed(exercise, trial.calls[-1] if trial.calls else None)
            self._keep(explained)
            self._note_model(explained, trainings.models.get(exercise.id))

        plugin = Plugin(self.syllabus, exercises, self.runner, arguments, self.listener.checking, fresh, finish)
        try:
            run(plugin, exercises)
            for exercise in exercises:
                if exercise.id not in found:  # none of its checks was collected
                    finish(exercise)
        finally:
            predictor.close()
        return {exercise.id: found[exercise.id] for exercise in exercises}

    def _explained(self, outcome: Outcome, evidence: "Evidence") -> Outcome:
        """The outcome with the misconception that it shows, if there is one, and the check that shows it in front."""
        if outcome.status != "failed":
            return outcome
        from grader.misconceptions.recognition import recognised, witness

        failed = [place for place, check in enumerate(outcome.checks) if check.status == "failed"]
        try:
            found = recognised(outcome.exercise.id, evidence)
            if found is None and not evidence.trials[failed[0]].fresh:  # an example fails: the examples may tell more
                evidence = evidence.of_examples
                failed = [place for place in failed if place < len(evidence.trials)]
                found = recognised(outcome.exercise.id, evidence)
            shown = witness(found, evidence, failed) if found is not None else failed[0]
        except Exception as error:  # noqa: BLE001  the outcome is valid without a name, and must not be lost
            fault = f"{type(error).__name__}: {error}"
            self.notes.append(
                f"The search for the mistake in {outcome.exercise.id} failed ({fault}). Please report it."
            )
            return replace(outcome, search_fault=fault)
        if found is None:
            return outcome
        checks = list(outcome.checks)
        checks.insert(failed[0], checks.pop(shown))  # the name is shown below the first that failed
        return replace(outcome, checks=tuple(checks), misconception=found.name, reason=found.sentence)

    def _flagged(self, outcome: Outcome) -> Outcome:
        """The outcome with flags on the text of its modules, in front of those on its training, which may be kept."""
        if outcome.status == "todo":
            return outcome
        return replace(outcome, flags=(*flags_of_code(self.runner, outcome.exercise), *outcome.flags))

    def _states(self) -> dict[str, str | None]:
        """What can be said without running them of the exercises that others need."""
        needed = {need for exercise in self.exercises for need in exercise.needs}
        return {need: self.runner.state(self.syllabus.by_id[need]) for need in needed}
