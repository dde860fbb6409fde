"""What the tests share: submissions made from the reference with one thing changed, graded in this process."""

import importlib
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import numpy as np
import pytest

from grader.checks.networks.network import Network
from grader.course import syllabus
from grader.grading import pipeline
from grader.report.report import Outcome, Report
from grader.sandbox import bubblewrap, levels
from grader.sandbox.worker import wire
from tests.support import measuring, npm
from tests.support.axe import installed
from tests.support.fuzzing import TALLIES
from tests.support.workers import graded

if TYPE_CHECKING:
    from tests.support.browser import Browser

ROOT = Path(__file__).parents[1]
SOLUTIONS = ROOT / "solutions"
STUBS = ROOT / "exercises"

# What a plain `pytest` runs: tests that start no worker. `pytest tests` and `nox -s tests` run the others too.
QUICK = (
    "checks/test_curves.py",
    "checks/test_diff.py",
    "checks/test_expect.py",
    "classroom/test_adjustments.py",
    "classroom/test_intake.py",
    "classroom/test_moodle_files.py",
    "classroom/test_remarks.py",
    "classroom/test_roster.py",
    "classroom/test_similarity.py",
    "classroom/test_zip_archive.py",
    "cli/test_progress.py",
    "course/test_module_names.py",
    "course/test_syllabus.py",
    "grading/test_evaluation.py",
    "report/test_report.py",
    "sandbox/test_message.py",
    "sandbox/test_parts.py",
    "sandbox/test_remedies.py",
    "sandbox/test_submission.py",
    "sandbox/test_wire.py",
    "test_docs.py",
    "util/test_digest.py",
)

# Tests that take ways through the grader which others take too, or that wait for processes which nothing measures.
# All of them together are alone on few of 6,638 branches, and measuring doubles the time of what is measured: coverage
# pauses, and leaves out the processes that they start.
UNMEASURED = (
    "checks/test_checks_absurd.py",
    "checks/test_checks_evaluation.py",
    "checks/test_checks_metrics.py",
    "checks/test_checks_preprocessing.py",
    "cli/test_cli.py",
    "cli/test_environment.py",
    "course/test_digits.py",
    "grading/test_flags.py",
    "grading/test_fresh_seeds.py",
    "grading/test_golden.py",
    "grading/test_hostile.py",
    "grading/test_imported_versions.py",
    "grading/test_live_predictor.py",
    "grading/test_model_store.py",
    "grading/test_pipeline.py",
    "grading/test_styles.py",
    "misconceptions/test_attempts.py",
    "misconceptions/test_misconceptions.py",
    "misconceptions/test_recognition_fuzz.py",
    "misconceptions/test_recognition_metrics.py",
    "misconceptions/test_recognition_not_run.py",
    "notebook/test_jupyterlab_in_browser.py",
    "notebook/test_magics.py",
    "report/test_page_in_browser.py",
    "sandbox/test_broken_worker.py",
    "sandbox/test_forkserver.py",
    "sandbox/test_runner.py",
    "sandbox/test_seccomp.py",
    "test_tree.py",
    "test_workflows.py",
    "tools/test_draw_in_browser.py",
    "tools/test_own_exercise.py",
)

FAR_SIDE = ("message", "modules", "notebook_cells", "parts", "plain", "predict", "wire")  # the worker's own modules

PLAIN = pytest.StashKey[bool]()  # whether nothing was chosen

LEVELS = [levels.PROCESS] if bubblewrap.obstacle() else [levels.PROCESS, levels.BUBBLEWRAP]

# How many inputs each test makes up that has one from hypothesis: as one of all tests, and as one of `nox -s fuzz`.
# Machines are shared: no input fails for being slow, and none is too slow to be made. Inputs that failed in an earlier
# run are not kept: those of other code than today's fail by themselves, as "inconsistent data generation".
for profile, inputs in (("kata", 100), ("fuzz", 4_000)):
    hypothesis.settings.register_profile(
        profile,
        max_examples=inputs,
        deadline=None,
        database=None,
        suppress_health_check=[hypothesis.HealthCheck.too_slow],
    )
hypothesis.settings.load_profile("kata")


def pytest_configure(config: pytest.Config) -> None:
    """Leave out what is not quick where nothing was chosen."""
    if _nothing_is_chosen(config):
        quick = {ROOT / "tests" / name for name in QUICK}
        config.stash[PLAIN] = True
        config.option.ignore = [str(file) for file in (ROOT / "tests").rglob("test_*.py") if file not in quick]


def pytest_report_header(config: pytest.Config) -> str | None:
    """Say so."""
    said = "quick tests of the kit; `nox -s tests` runs all, `pytest grader/checks` grades your exercises"
    return said if PLAIN in config.stash else None


def _nothing_is_chosen(config: pytest.Config) -> bool:
    chosen = config.getoption("markexpr") or config.getoption("keyword") or config.getoption("ignore")
    return config.args_source is pytest.Config.ArgsSource.TESTPATHS and not chosen


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a browser, so that it can be chosen or left out."""
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of the kit's own tests."""
    parser.addoption("--seeds", type=int, default=1, help="seeds under which right answers have to pass")
    parser.addoption("--first-seed", type=int, default=0, help="the first of them, to go on where another run ended")
    parser.addoption("--renamings", type=int, default=1, help="names of the labels with which trainings have to pass")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Where nothing but fuzz tests ran, say what became of their inputs."""
    if config.getoption("markexpr") == "fuzz" and TALLIES:
        terminalreporter.section("inputs that were made up")
        for reader, tally in sorted(TALLIES.items()):
            terminalreporter.line(f"{reader}: {tally}")
        total = sum(tally.inputs for tally in TALLIES.values())
        refused = sum(tally.refused for tally in TALLIES.values())
        terminalreporter.line(f"{total:,} in all, {refused:,} of them refused")


def pytest_sessionfinish() -> None:
    """Keep what was measured, if it was: a process of pytest-xdist that takes long to end is killed after some time."""
    current = measuring.running()
    if current is not None:
        current.save()


@pytest.fixture(scope="module", autouse=True)
def measured(request: pytest.FixtureRequest) -> Iterator[None]:
    """Pause coverage where it would see nothing new, if it is on."""
    current = measuring.running()
    if current is None or request.path.relative_to(ROOT / "tests").as_posix() not in UNMEASURED:
        yield
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(measuring.TOLD_BY, raising=False)
        current.stop()
        try:
            yield
        finally:
            current.start()


@pytest.fixture(scope="module")
def chromium() -> "Iterator[Browser]":
    """A running Chromium."""
    from tests.support.browser import browser, found  # here, for most tests do without it

    path = found()
    if path is None:
        npm.missing("There is no Chromium")
    with browser(str(path)) as running:
        yield running


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The text of axe-core."""
    return installed(tmp_path_factory.mktemp("axe"))


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for kept results and made images that all tests of one process share, and no user's."""
    folder = tmp_path_factory.getbasetemp() / "cache"
    monkeypatch.setenv("DIGIT_KATA_CACHE", str(folder))
    return folder


@pytest.fixture(params=LEVELS)
def level(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each level of isolation that works here, one after the other; workers are started at it."""
    monkeypatch.setattr(levels, "strongest", lambda: request.param)
    return str(request.param)


@pytest.fixture(scope="session")
def course() -> syllabus.Syllabus:
    return syllabus.load()


@pytest.fixture(scope="session")
def far_side() -> dict[str, Any]:
    """The worker's own modules, by name, in this process."""
    # They find each other by their bare names.
    sys.path.insert(0, str(ROOT / "grader" / "sandbox" / "worker"))
    try:
        return {name: importlib.import_module(name) for name in FAR_SIDE}
    finally:
        del sys.path[0]


@pytest.fixture(scope="session")
def described(far_side: dict[str, Any]) -> Callable[[object], Any]:
    """Describes a value as the worker does, and reads it as this side does: a Keras model becomes a wire.Model."""

    def describe(value: object) -> Any:
        return wire.decode(far_side["wire"].encode(far_side["plain"].flattened(value, ())))

    return describe


@pytest.fixture(scope="session")
def same_as_keras(far_side: dict[str, Any], described: Callable[[object], Any]) -> Callable[..., Network]:
    """The network of a Keras model, once it is known to have the same shapes, and to answer the same when rebuilt."""

    def compare(model: Any, tolerance: float = 1e-4) -> Network:
        import keras  # here, for most tests do without it

        generator = np.random.default_rng(1)
        model.set_weights([generator.uniform(0.1, 1, weight.shape) for weight in model.get_weights()])
        for layer in model.layers:
            if isinstance(layer, keras.layers.Normalization):
                layer.finalize_state()  # it computes with a copy of its weights
        network = Network(described(model))
        images = generator.uniform(-1, 1, (3, *model.input_shape[1:])).astype(np.float32)
        again = far_side["predict"].rebuilt(network.plain)

        assert network.input_shape == model.input_shape[1:]
        assert network.output_shape == model.output_shape[1:]
        assert network.parameters == model.count_params()
        np.testing.assert_allclose(again(images), model(images, training=False), rtol=tolerance, atol=tolerance)
        return network

    return compare


@pytest.fixture
def submission(tmp_path: Path) -> Callable[..., Path]:
    """Makes a copy of the reference; a keyword names a module and gives text that is put at its end."""

    def make(base: Path = SOLUTIONS, **appended: str) -> Path:
        folder = tmp_path / "submission"
        shutil.copytree(base, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
        for module, text in appended.items():
            with (folder / f"{module}.py").open("a", encoding="utf-8") as file:
                file.write(f"\n\n{text}\n")
        return folder

    return make


@pytest.fixture
def grade(course: syllabus.Syllabus) -> Callable[..., Report]:
    """Grades a folder; further arguments choose exercises or modules, none: all."""

    def run(folder: Path, *only: str, data: str = "digits", use_cache: bool = False) -> Report:
        settings = pipeline.Settings(data=data, use_cache=use_cache)
        return graded(folder, course, course.select(only), settings)

    return run


@pytest.fixture
def outcome_of(submission: Callable[..., Path], grade: Callable[..., Report]) -> Callable[[str, str], Outcome]:
    """The outcome of one exercise of the reference whose function is defined anew by `text`."""

    def run(exercise: str, text: str) -> Outcome:
        folder = submission(**{exercise.partition(".")[0]: text})
        return grade(folder, exercise).outcomes[0]

    return run
