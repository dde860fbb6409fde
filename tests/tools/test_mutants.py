"""Tests of mutants: what the rewriter changes, how a mutant is planted, and what the checks make of it."""

import ast
import inspect
import io
import re
import textwrap
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from grader.course.syllabus import Exercise
from grader.grading.pipeline import Images
from grader.report.report import CheckResult, Gate, Outcome
from grader.tools.mutants import equivalents, run, training_mutants
from grader.tools.mutants.mutant import Mutant, is_plain, mutants_of, unchanged
from grader.tools.mutants.mutant_grading import GradedMutant, graded
from grader.tools.mutants.operators import bare, rewritings
from grader.tools.selfcheck import check_usage
from grader.tools.selfcheck.kit import Kit, solution_of
from grader.util.exit_status import LEFT_TO_DO, PASSED

TREE = Kit()
ACCURACY = "check_reaches_97_percent"


def changed(text: str) -> dict[str, int]:
    """What becomes of a definition, all its rewritings, with the line of each."""
    definition = bare(ast.parse(textwrap.dedent(text).strip()).body[0])
    return {ast.unparse(rewriting.node): rewriting.line for rewriting in rewritings(definition)}


def bodies(statement: str) -> set[str]:
    """What becomes of a statement in a function of `a` and `b`."""
    head = "def f(a, b):\n"
    return {textwrap.dedent(text.removeprefix(head)) for text in changed(head + textwrap.indent(statement, "    "))}


@pytest.mark.parametrize(
    ("statement", "expected"),
    {
        "an operator, or one side": ("return a + b", {"return a - b", "return a", "return b", "return None"}),
        "two operators for one": (
            "return a < b",
            {"return a <= b", "return a >= b", "return None"},
        ),
        "a condition": (
            "return a if a and b else b",
            {
                "return a",
                "return b",
                "return a if not (a and b) else b",
                "return a if a or b else b",
                "return a if a else b",
                "return a if b else b",
                "return None",
            },
        ),
        "a number": ("return 5", {"return 6", "return 4", "return 0", "return None"}),
        "a truth value": ("return True", {"return False", "return None"}),
        "an inversion": ("return ~a", {"return a", "return None"}),
        "arguments, a keyword, and an axis": (
            "return a.sum(b, axis=1)",
            {
                "return a.sum(axis=1)",
                "return a.sum(b)",
                "return b",
                "return a",
                "return a.mean(b, axis=1)",
                "return a.sum(b, axis=2)",
                "return a.sum(b, axis=0)",
                "return None",
            },
        ),
        "a slice": (
            "return a[:b]",
            {"return a", "return a[:]", "return a[b:]", "return None"},
        ),
        "the order of two parts, and their number": (
            "return (a, b)",
            {"return (b, a)", "return (a,)", "return (b,)", "return None"},
        ),
        "a statement": ("a += 1\nreturn a", {"return a"}),
        "all of a loop but its first turn": ("for x in a:\n    b.add(x)", {"for x in a:\n    b.add(x)\n    break"}),
        "the type of an error": ("raise ValueError(f'{a} is not 1')", {"raise LookupError(f'{a} is not 1')", "pass"}),
    }.values(),
)
def test_one_thing_is_changed(statement: str, expected: set[str]) -> None:
    assert expected <= bodies(statement)


def test_nothing_else_is_changed() -> None:
    assert bodies("return a + b") == {"return a - b", "return a", "return b", "return None"}


def test_what_is_not_executed_stays_out() -> None:
    text = '''
        @wraps(1)
        def f(a: Literal[1] = 2) -> Literal[3]:
            """One."""
            b: Literal[4] = a
            return b
        '''

    assert set(changed(text)) == {
        "def f(a):\n    b = a\n    return b",
        "def f(a=3):\n    b = a\n    return b",
        "def f(a=1):\n    b = a\n    return b",
        "def f(a=0):\n    b = a\n    return b",
        "def f(a=2):\n    return b",
        "def f(a=2):\n    b = a\n    return None",
    }


def test_a_change_has_the_line_of_the_file() -> None:
    lines = changed("def f(a):\n    b = a\n    return (\n        b +\n        2\n    )")

    assert lines["def f(a):\n    b = a\n    return b + 3"] == 5


def test_no_mutant_is_made_twice_and_all_are_python() -> None:
    for exercise in TREE.exercises:
        found = list(mutants_of(exercise))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)  # what a mutant does may be nonsense
            for one in found:
                compile(one.text, one.change, "exec")

        assert found
        assert len({one.change for one in found}) == len(found)


def test_exercises_that_build_train_or_draw_are_told_from_the_others() -> None:
    ids = {exercise.id for exercise in TREE.exercises if is_plain(exercise)}
    modules = {name.partition(".")[0] for name in ids}

    assert modules == {"preprocessing", "metrics", "evaluation"}
    assert {name for name in ids if name.startswith("evaluation")} == {
        "evaluation.misclassified",
        "evaluation.metrics_json",
    }


def test_a_mutant_of_a_helper_changes_no_other_exercise() -> None:
    one = mutant("metrics.precision", "_ratio", " if quotient.ndim else float(quotient)", "")
    module: dict[str, Callable[..., float]] = {}
    exec(compile(solution_of("metrics").read_text(encoding="utf-8"), "metrics.py", "exec"), module)  # noqa: S102  ours
    before = {name: value for name, value in module.items() if inspect.isfunction(value)}
    exec(compile(one.text, "mutant", "exec"), module)  # noqa: S102  ours, too

    assert {name for name in before if module[name] is not before[name]} == {"precision"}
    assert [isinstance(module[name](3, 1), float) for name in ("precision", "recall")] == [False, True]


def test_what_trainings_share_is_changed_in_the_first_of_them() -> None:
    changed = {
        name: {one.definition for one in training_mutants.made_of(TREE, TREE.course.by_id[f"training.{name}"])}
        for name in ("train_dense", "train_cnn", "train_champion")
    }

    assert changed["train_dense"] == {"_BATCH", "_MOST_EPOCHS", "train_dense", "_fit", "_epochs", "_one_cycle"}
    assert changed["train_cnn"] == {"train_cnn"}
    assert changed["train_champion"] == {"train_champion"}


# What the checks make of them: a fixed sample, all of a module in one grading.

SAMPLE = [
    ("preprocessing.scale_pixels", "scale_pixels", "255", "256"),
    ("preprocessing.one_hot", "one_hot", "labels >= num_classes", "labels > num_classes"),
    ("preprocessing.split_validation", "split_validation", "seed=0", "seed=1"),
    ("preprocessing.augment_images", "augment_images", "seed=0", "seed=1"),
    ("metrics.confusion_matrix", "confusion_matrix", "(y_true, y_pred)", "(y_pred, y_true)"),
    ("metrics.accuracy", "_ratio", "out=zeros, ", ""),
    ("metrics.precision", "_ratio", "out=zeros, ", ""),
    ("metrics.recall", "_ratio", "out=zeros, ", ""),
    ("metrics.specificity", "_ratio", "out=zeros, ", ""),
    ("metrics.f_score", "_ratio", "out=zeros, ", ""),
    ("metrics.roc_auc", "_area", "lower + lower_or_equal", "lower - lower_or_equal"),
    ("models.build_dense", "build_dense", "Dense(100", "Dense(101"),
    ("models.build_residual_cnn", "build_residual_cnn", "Add()([x, y])", "Add()([x])"),
    ("evaluation.plot_history", "plot_history", "range(1, ", "range(0, "),
    (
        "evaluation.plot_confusion_matrix",
        "plot_confusion_matrix",
        "'white' if shade(count) > 0.5 else 'black'",
        "'white'",
    ),
]
SAME = [
    ("preprocessing.flatten_images", "flatten_images", "height, width =", "width, height ="),
    ("metrics.one_vs_rest_counts", "one_vs_rest_counts", "np.diag(cm).copy()", "np.diag(cm)"),
    ("models.build_cnn", "build_cnn", "MaxPooling2D(2), layers.Conv2D(64", "MaxPooling2D(), layers.Conv2D(64"),
    ("models.build_dropout_cnn", "build_dropout_cnn", "MaxPooling2D(2)", "MaxPooling2D()"),
    ("evaluation.plot_predictions", "plot_predictions", "ceil(len(examples) / 5)", "ceil(len(examples) / 4)"),
]


def mutant(exercise: str, definition: str, was: str, becomes: str) -> Mutant:
    """The only one of an exercise that changes this text to that."""
    made = [one for one in mutants_of(TREE.course.by_id[exercise]) if one.definition == definition]
    (found,) = [one for one in made if was in one.was and one.was.replace(was, becomes, 1) == one.becomes]
    return found


@pytest.fixture(scope="module")
def found() -> dict[str, GradedMutant]:
    """What becomes of the sample, by exercise."""
    results: dict[str, GradedMutant] = {}
    for module in ("preprocessing", "metrics", "models", "evaluation"):
        chosen = [mutant(*row) for row in SAMPLE + SAME if row[0].startswith(module)]
        results |= {each.mutant.exercise: each for each in graded(TREE, chosen)}
    return results


@pytest.mark.parametrize("exercise", [row[0] for row in SAMPLE])
def test_the_checks_fail_a_mutant(found: dict[str, GradedMutant], exercise: str) -> None:
    assert not found[exercise].survives
    assert run.complaint_about(found[exercise], []) is None


@pytest.mark.parametrize("exercise", [row[0] for row in SAME])
def test_an_equal_program_passes_and_is_in_the_file(found: dict[str, GradedMutant], exercise: str) -> None:
    entries, complaints = equivalents.read(equivalents.PATH)

    assert not complaints
    assert found[exercise].survives
    assert run.complaint_about(found[exercise], entries) is None


def test_a_survivor_that_is_not_in_the_file_is_a_complaint(found: dict[str, GradedMutant]) -> None:
    complaint = str(run.complaint_about(found["preprocessing.flatten_images"], []))

    assert re.match(r"solutions/preprocessing\.py:\d+: preprocessing\.flatten_images", complaint)
    assert "becomes `count, width, height = images.shape` passes all checks." in complaint
    assert complaint.endswith("equal_mutants.toml why not.")


def test_a_solution_that_fails_is_a_complaint_and_its_mutants_are_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(exercise: Exercise) -> Mutant:
        one = unchanged(exercise)
        return replace(one, text=one.text.replace("newaxis", "new_axis"))

    monkeypatch.setattr(run, "unchanged", wrong)
    output = io.StringIO()

    assert run.mutants(Kit(["preprocessing.add_channel"]), False, 1, Console(file=output)) == LEFT_TO_DO
    assert "preprocessing.add_channel is failed with the solution itself" in output.getvalue()
    assert "made" not in output.getvalue()


def test_the_command_counts_and_keeps_what_it_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_usage, "FOLDER", tmp_path)
    output = io.StringIO()

    assert run.mutants(Kit(["preprocessing.add_channel"]), False, 1, Console(file=output)) == PASSED
    assert re.search(r"^all +5 +5 +0 +0 +0\s*$", output.getvalue(), re.MULTILINE)
    assert "The checks fail 100.0 % of the mutants" in output.getvalue()
    assert "Left out" not in output.getvalue()
    kept = check_usage.known("preprocessing")
    assert len(kept) == 5
    assert all(names and name.startswith("preprocessing.add_channel: ") for name, names in kept.items())


@pytest.mark.parametrize(
    ("names", "everything", "count", "left_out"),
    {
        "what is quick": ((), False, 19, "Left out: exercises whose solutions build, train or draw (11)."),
        "all": ((), True, 30, ""),
        "what is named, though it is slow": (("models", "metrics.recall"), False, 5, ""),
    }.values(),
)
def test_what_takes_long_is_planted_where_it_is_asked_for(
    names: Sequence[str], everything: bool, count: int, left_out: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted: list[str] = []

    def plant(_: Kit, chosen: Sequence[Mutant], images: Images | None = None) -> Iterator[GradedMutant]:
        planted.extend(one.exercise for one in chosen)
        for one in chosen:
            exercise = TREE.course.by_id[one.exercise]
            gate = Gate(0.5, 0.9, (0,), (0.5,)) if images else None
            checks = (CheckResult("check_reaches_90_percent", "", "failed" if images else "passed"),)
            yield GradedMutant(one, Outcome(exercise, "failed" if images else "passed", checks, gate=gate))

    monkeypatch.setattr(run, "graded", plant)
    monkeypatch.setattr(training_mutants, "graded", plant)
    monkeypatch.setattr(run, "mutants_of", lambda exercise: [unchanged(exercise)])
    monkeypatch.setattr(training_mutants, "made_of", lambda _, exercise: [unchanged(exercise)])
    monkeypatch.setattr(check_usage, "keep", lambda *_: None)
    output = io.StringIO()
    run.mutants(Kit(names), everything, 1, Console(file=output, width=200))

    assert len(set(planted)) == count
    assert left_out in output.getvalue()
    assert ("Left out" in output.getvalue()) == bool(left_out)


# Mutants of trainings: few images first.

BATCH = ("training.train_dense", "_BATCH", "128", "129")
PIXELS = ("training.train_dense", "train_dense", "scale_pixels(images)", "images")


@pytest.mark.parametrize(
    ("row", "fails_with_few", "status", "trained_with"),
    {
        "another check fails": (
            PIXELS,
            ("check_model", ACCURACY),
            "failed",
            [training_mutants.FEW],
        ),
        "only the accuracy is missed": (
            PIXELS,
            (ACCURACY,),
            "passed",
            [training_mutants.FEW, 60_000],
        ),
        "only the accuracy, by what is left open": (
            BATCH,
            (ACCURACY,),
            "passed",
            [training_mutants.FEW],
        ),
    }.values(),
)
def test_all_images_are_shown_where_only_the_accuracy_can_tell(
    row: tuple[str, str, str, str],
    fails_with_few: Sequence[str],
    status: str,
    trained_with: Sequence[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = mutant(*row)
    exercise = TREE.course.by_id[one.exercise]
    shown: list[int] = []

    def train(_: Kit, chosen: Sequence[Mutant], images: Images) -> Iterator[GradedMutant]:
        count = len(images().train_images)
        shown.append(count)
        is_solution = not chosen[0].was
        failed = (ACCURACY,) if is_solution else fails_with_few if count == training_mutants.FEW else ()
        names = ("check_model", ACCURACY)
        checks = tuple(CheckResult(name, "", "failed" if name in failed else "passed") for name in names)
        gate = Gate(0.5, 0.97, (0,), (0.5,))
        yield GradedMutant(chosen[0], Outcome(exercise, "failed" if failed else "passed", checks, gate=gate))

    monkeypatch.setattr(training_mutants, "graded", train)
    monkeypatch.setattr(training_mutants, "made_of", lambda *_: [one])
    trainer = training_mutants.Trainer(TREE, 1, lambda asked: asked.definition == "_BATCH", lambda _: None)

    assert not list(trainer.solutions_fail([exercise]))
    assert [each.outcome.status for each in trainer.planted([exercise])] == [status]
    assert shown == [training_mutants.FEW, *trained_with]


# The file of those that are equal.


def entry(**values: object) -> str:
    """An entry, whole unless told otherwise."""
    texts = {"module": "metrics", "function": "_ratio", "was": "a", "becomes": "b", "reason": "It is the same. " * 2}
    lines = (f"{key} = {value!r}" for key, value in {**texts, **values}.items() if value is not None)
    return "\n".join(["[[equal]]", *lines, ""])


@pytest.mark.parametrize(
    ("text", "message"),
    {
        "no TOML": ("[[equal", "it is not TOML"),
        "a key less": (entry(was=None), "does not have the keys"),
        "a key more": (entry(exercise="precision"), "does not have the keys"),
        "a number for a text": (entry(function=3), "does not have the keys"),
        "a number for what becomes of it": (entry(becomes=3), "does not have the keys"),
        "a text for a list": (entry(exercises="precision"), "does not have the keys"),
        "no reason": (entry(reason="so"), "its reason is none"),
        "another encoding": (entry() + "# \udcfc", "it is not TOML in UTF-8"),
        "a number for all entries": ("equal = 5", "does not begin with a line"),
        "one table for all entries": ("[equal]", "does not begin with a line"),
        "numbers for entries": ("equal = [5]", "does not begin with a line"),
    }.values(),
)
def test_a_bad_entry_is_a_complaint(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "equal.toml"
    file.write_text(text, encoding="utf-8", errors="surrogateescape")
    entries, complaints = equivalents.read(file)

    assert not entries
    assert message in str(*complaints)


def test_an_entry_may_be_written_with_blanks(tmp_path: Path) -> None:
    file = tmp_path / "equal.toml"
    file.write_text(entry().replace("[[equal]]", "  [[ equal ]]  # one"), encoding="utf-8")

    assert [known.line for known in equivalents.read(file)[0]] == [1]


def test_an_entry_without_a_survivor_is_a_complaint(tmp_path: Path) -> None:
    file = tmp_path / "equal.toml"
    file.write_text(entry() + entry(exercises=["recall"]) + entry(function="_gone"), encoding="utf-8")
    entries, _ = equivalents.read(file)
    made = [Mutant(f"metrics.{name}", "_ratio", 1, "a", "b", "") for name in ("precision", "recall")]

    def complained(survivors: list[Mutant]) -> list[str]:
        found = equivalents.unused(entries, made, survivors)
        return [f"{one.line} {one.message.partition('becomes `b`')[2].strip(': ')}" for one in found]

    gone = "14 there is no _gone in solutions/metrics.py"
    assert complained(made) == [gone]
    assert complained(made[1:]) == ["1 is not a survivor in precision", gone]
    assert complained([]) == ["1 is not a survivor in precision, recall", "7 is not a survivor in recall", gone]


def test_an_entry_without_what_becomes_of_it_is_about_every_change_of_a_statement(tmp_path: Path) -> None:
    file = tmp_path / "equal.toml"
    file.write_text(entry(becomes=None), encoding="utf-8")
    (known,), _ = equivalents.read(file)
    made = [Mutant("metrics.recall", "_ratio", 1, was, "c", "") for was in ("a", "b")]

    assert [known.is_about(one) for one in made] == [True, False]
    assert not equivalents.unused([known], made, made[:1])
    assert "_ratio: `a` is not a survivor in recall" in str(*equivalents.unused([known], made, made[1:]))


def test_nothing_is_said_of_entries_about_what_was_not_planted() -> None:
    entries, _ = equivalents.read(equivalents.PATH)

    assert not equivalents.unused(entries, [], [])
