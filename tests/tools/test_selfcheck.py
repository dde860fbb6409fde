"""Tests of tools/selfcheck: a copy of the kit with one thing changed gives just the complaints that it should."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.report.report import CheckResult
from grader.tools.selfcheck import check_usage
from grader.tools.selfcheck.kit import Check
from grader.tools.selfcheck.problem import LONGEST, Problem
from grader.util.exit_status import LEFT_TO_DO
from tests.conftest import ROOT
from tests.support import far

pytestmark = pytest.mark.slow

SYLLABUS = "grader/course/syllabus.toml"
SOLUTION = "solutions/preprocessing.py"
STUB = "exercises/preprocessing.py"
CHECKS = "grader/checks/preprocessing/check_add_channel.py"
WRONG = "grader/misconceptions/known/preprocessing/preprocessing_returns.py"
ABOUT_CHANNELS = [WRONG.replace("preprocessing_returns", other) for other in ("add_channel", "flatten_images")]
ABOUT_CHANNELS.append(WRONG)  # and looked through last
EVALUATION_CHECKS = "grader/checks/evaluation/check_misclassified.py"
EVALUATION_WRONG = "grader/misconceptions/known/evaluation/__init__.py"

EXTRA = '''

def extra(images: np.ndarray) -> np.ndarray:
    """Do something."""
    {body}
'''
NEW = "You did something that nobody else has done so far."
# What stands before the body of a stub.
SOURCE = '    Source:  Keras API, Conv2D, data_format "channels_last"\n    """\n    '
ROW = '''

[[exercises]]
id = "evaluation.extra"
title = "Something"
points = 1
bonus = true
seconds = 1
hints = ["""
[[exercises]]
id = "no row: a line of a text"
""", "b", "c"]
'''
WITHOUT = """

for _name, _value in list(globals().items()):
    if isinstance(_value, tuple) and any(getattr(one, "exercise", "") == "preprocessing.add_channel" for one in _value):
        del globals()[_name]
del _name, _value
"""

Change = Callable[[str, str, str], None]
Run = Callable[..., "Checked"]


def mistake(name: str, value: str, how: str = "", sentence: str = NEW, exercise: str = "add_channel") -> str:
    """A misconception."""
    told = f", {how}" if how else ""
    lines = [f'@misconception("{exercise}"{told})  # {name}', f"def {name}(images):", f'    """{sentence}"""']
    return "\n".join(["", "", *lines, f"    return {value}", ""])


def checking(name: str, line: str) -> str:
    """A check of adding a channel."""
    return f'\n\ndef check_{name}(add_channel):\n    """It claims something."""\n    {line}\n'


class Checked:
    """What a check printed: its claims, its complaints, all of it; and its exit status."""

    def __init__(self, done: "subprocess.CompletedProcess[str]") -> None:
        self.status = done.returncode
        self.text = done.stdout + done.stderr
        lines = done.stdout.splitlines()
        self.failed = [line[2:].rpartition(" (")[0] for line in lines if line[:2] in ("✘ ", "x ")]
        self.complaints = [line for line in lines if re.match(r"[\w/]+\.\w+:\d+: (?!check_\w+ catches )", line)]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the kit, the same for all tests of this file."""
    folder = tmp_path_factory.mktemp("kit")
    for name in ("grader", "solutions", "exercises"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


@pytest.fixture
def change(copy: Path) -> Iterator[Change]:
    """Replaces a text in a file of the copy, once, or puts it at the end; all is put back."""
    kept: dict[Path, bytes] = {}

    def changed(path: str, old: str, new: str) -> None:
        file = copy / path
        text = file.read_text(encoding="utf-8")
        kept.setdefault(file, file.read_bytes())
        assert old in text
        file.write_text(text.replace(old, new, 1) if old else text + new, encoding="utf-8")

    yield changed
    for file, content in kept.items():
        file.write_bytes(content)


@pytest.fixture
def check(copy: Path, own_cache: Path) -> Run:
    """Runs the command in the copy."""
    # No new bytecode: the files change within a second, which is as finely as Python compares their times.
    settings = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1", "DIGIT_KATA_CACHE": str(own_cache)}
    environment = {**far.environment_of(copy), **settings}

    def run(*arguments: str) -> Checked:
        command = [sys.executable, "-m", "grader", "check", *arguments]
        return Checked(subprocess.run(command, cwd=copy, env=environment, capture_output=True, encoding="utf-8"))

    return run


def line(file: Path, text: str) -> int:
    """The first line of a file that has this text in it; 1 for a file that is missing."""
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else [text]
    return next(number for number, one in enumerate(lines, start=1) if text in one)


def test_the_kit_holds(check: Run) -> None:
    found = check("--quick")

    assert found.complaints == []
    assert found.failed == []
    assert found.status == 0
    assert re.search(r"every exercise has checks \(\d+\)", found.text)


# what is changed: path, text and what stands in its place; complaints: path, a text of the line, and the sentences
BROKEN = {
    "a syllabus that is no TOML": (
        [(SYLLABUS, 'name = "preprocessing"', "name = preprocessing")],
        [(SYLLABUS, "name = preprocessing", "cannot be read: Invalid value (at line")],
    ),
    "a fact of a wrong kind": (
        [(SYLLABUS, "points = 3", 'points = "3"')],
        [
            (
                SYLLABUS,
                'id = "preprocessing.scale_pixels"',
                "is of the wrong kind. See the comments at the top of the file.",
            )
        ],
    ),
    "checks that are no Python": (
        [(CHECKS, "", "\ndef check_(:\n")],
        [(CHECKS, "def check_(:", "not Python: invalid syntax. Fix it.")],
    ),
    "checks that cannot be imported": (
        [(CHECKS, "", "\nunknown_name\n")],
        [(CHECKS, "unknown_name", "NameError: name 'unknown_name' is not defined. Fix the line.")],
    ),
    "misconceptions that cannot be imported": (
        [(WRONG, "", "\nunknown_name\n")],
        [(WRONG, "unknown_name", "NameError: name 'unknown_name' is not defined. Fix the line.")],
    ),
    "a function that is not in the syllabus": (
        [
            (SOLUTION, "", EXTRA.format(body="return images")),
            (STUB, "", EXTRA.format(body="raise NotImplementedError")),
        ],
        [
            (
                STUB,
                "def extra",
                "extra is not in the syllabus. Write its entry into grader/course/syllabus.toml, or start",
            )
        ],
    ),
    "a row without anything": (
        [(SYLLABUS, "", ROW)],
        [
            (
                SYLLABUS,
                'id = "evaluation.extra"',
                "has no function in exercises/evaluation.py. Write it into solutions/",
            ),
            (
                EVALUATION_CHECKS.replace("misclassified", "extra"),
                '"""',
                "evaluation.extra has no check. Write `def check_...(extra):`",
            ),
            (
                EVALUATION_WRONG,
                '"""',
                "evaluation.extra has no misconception. Write a wrong answer",
            ),
        ],
    ),
    "a misspelt function": (
        [(STUB, "def add_channel(", "def add_chanel("), (SOLUTION, "def add_channel(", "def add_chanel(")],
        [
            (STUB, "def add_chanel", "add_chanel is not in the syllabus."),
            (
                SYLLABUS,
                'id = "preprocessing.add_channel"',
                "has no function in exercises/preprocessing.py. Did you mean",
            ),
        ],
    ),
    "another order": (
        [
            (SYLLABUS, 'id = "preprocessing.add_channel"', 'id = "preprocessing.other"'),
            (SYLLABUS, 'id = "preprocessing.flatten_images"', 'id = "preprocessing.add_channel"'),
            (SYLLABUS, 'id = "preprocessing.other"', 'id = "preprocessing.flatten_images"'),
        ],
        [(STUB, "def add_channel", "add_channel is in the place of flatten_images in the syllabus. Use the same")],
    ),
    "a stub that is not the solution's": (
        [(STUB, "import numpy as np\n", "import numpy as np\nimport math\n")],
        [
            (
                STUB,
                "import math",
                "differs from solutions/preprocessing.py without its bodies. Change",
            )
        ],
    ),
    "a solution without a docstring": (
        [(SOLUTION, "", "\n\ndef extra(images):\n    return images\n")],
        [(SOLUTION, "def extra", "extra: an exercise needs a docstring: it is the contract. Write it.")],
    ),
    "a point too many": (
        [(SYLLABUS, "points = 3", "points = 4")],
        [(SYLLABUS, "points = 4", "required points add up to 101. Make them 100.")],
    ),
    "no time": (
        [(SYLLABUS, "seconds = 10", "seconds = 0")],
        [(SYLLABUS, "seconds = 0", "needs points and seconds above zero, up to 43,200. Say how many seconds.")],
    ),
    "an empty hint": (
        [
            (
                SYLLABUS,
                'hints = [\n    "Look at the identity matrix with k rows. What does row number 2 look like?"',
                'hints = [" "',
            )
        ],
        [(SYLLABUS, 'hints = [" "', "has 3 hints, or an empty one. Write 3, from a nudge to the code.")],
    ),
    "a need that is no exercise": (
        [(SYLLABUS, 'needs = [\n    "models.build_dense",', 'needs = ["models.build_dens",')],
        [(SYLLABUS, 'needs = ["models.build_dens",', "which is not an exercise. Did you mean 'models.build_dense'?")],
    ),
    "needs in a circle": (
        [(SYLLABUS, 'id = "metrics.precision"', 'id = "metrics.precision"\nneeds = ["metrics.classification_report"]')],
        [(SYLLABUS, 'needs = ["metrics.cl', "which needs it in turn. Remove one of these needs.")],
    ),
    "a need that stands behind": (
        [(SYLLABUS, 'id = "metrics.precision"', 'id = "metrics.precision"\nneeds = ["metrics.recall"]')],
        [(SYLLABUS, 'needs = ["metrics.recall"]', "which does not come before it. Move one of the two.")],
    ),
    "no check": (
        [
            (EVALUATION_CHECKS, "def check_finds_the_wrong_ones(", "def finds_the_wrong_ones("),
            (EVALUATION_CHECKS, "def check_finds_wrong_ones_among_many(", "def finds_wrong_ones("),
            (EVALUATION_CHECKS, "def check_finding_leaves_its_arguments_alone(", "def leaves("),
            (EVALUATION_CHECKS, "def check_finds_fresh_wrong_ones(", "def finds_fresh_ones("),
        ],
        [(EVALUATION_CHECKS, '"""', "evaluation.misclassified has no check. Write `def check_")],
    ),
    "a check of nothing": (
        [(CHECKS, "", '\n\ndef check_nothing():\n    """Nothing is checked."""\n')],
        [
            (
                CHECKS,
                "def check_nothing",
                "check_nothing is not about add_channel, the exercise of its file. Name the student's",
            )
        ],
    ),
    "a check without words": (
        [(CHECKS, "", "\n\ndef check_something(add_channel):\n    assert add_channel\n")],
        [(CHECKS, "def check_something", "check_something has no docstring. Write its claim,")],
    ),
    "an argument without a generator": (
        [(CHECKS, "", '\n\ndef check_any(add_channel, cm):\n    """It is right."""\n')],
        [(CHECKS, "def check_any", "`cm` of check_any has no generator. Add `@fresh(cm=...)` with one of")],
    ),
    "a generator without an argument": (
        [(CHECKS, "", '\n\n@fresh(cm=len)\ndef check_any(add_channel):\n    """It is right."""\n')],
        [(CHECKS, "def check_any", "`@fresh(cm=...)`: check_any has no argument `cm`. Add it, or give")],
    ),
    "a generator that is a number": (
        [(CHECKS, "", '\n\n@fresh(cm=5)\ndef check_any(add_channel, cm):\n    """It is right."""\n')],
        [(CHECKS, "@fresh(cm=5)", "@fresh(cm=5): this is not a generator. Give it one of grader/checks/generators.py")],
    ),
    "no misconception": (
        [(file, "", WITHOUT) for file in ABOUT_CHANNELS],
        [(ABOUT_CHANNELS[0], '"""', "preprocessing.add_channel has no misconception. Write a wrong answer under")],
    ),
    "a misconception of few words": (
        [(WRONG, "", mistake("short", "images", sentence="Wrong."))],
        [(WRONG, "# short", "short has a sentence of 6 characters. Make its")],
    ),
    "a misconception that ends in the middle": (
        [(WRONG, "", mistake("open_end", "images", sentence="You did wrong things with it all"))],
        [(WRONG, "# open_end", "open_end has no complete sentence. Start its")],
    ),
    "a misconception about nothing": (
        [(WRONG, "", mistake("beside", "images", exercise="extra"))],
        [(WRONG, "# beside", "is about preprocessing.extra, which is not an exercise. Name one of its module.")],
    ),
}


@pytest.mark.parametrize("phrase", BROKEN)
def test_what_is_broken_is_named(phrase: str, copy: Path, change: Change, check: Run) -> None:
    changes, expected = BROKEN[phrase]
    for path, old, new in changes:
        change(path, old, new)

    found = check("--quick")

    assert found.status == LEFT_TO_DO, found.text
    assert len(found.complaints) == len(expected), found.text
    for complaint, (path, text, sentences) in zip(found.complaints, expected, strict=True):
        assert complaint.startswith(f"{path}:{line(copy / path, text)}: ")
        assert sentences in complaint
        assert re.search(r"[.?] \S[^.]*[.?]$|\. \S.*[.?]$", complaint), "it ends with the next thing to do"


# exercise, what is changed, and the complaints, as above; None: any
FAILING: dict[str, tuple[str, list[tuple[str, str, str]], list[tuple[str, str, str] | None]]] = {
    "a stub that is more than one": (
        "preprocessing.add_channel",
        [(STUB, f"{SOURCE}raise NotImplementedError", f"{SOURCE}return 1")],
        [
            (
                STUB,
                "    return 1",
                "differs from solutions/preprocessing.py without its bodies. Change",
            ),
            (
                STUB,
                "def add_channel",
                "add_channel is failed, so it is not a stub. Make its body only `raise",
            ),
        ],
    ),
    "a solution that is wrong": (
        "preprocessing.add_channel",
        [(SOLUTION, "return images[..., np.newaxis]", "return images[np.newaxis]")],
        [(SOLUTION, "def add_channel", "preprocessing.add_channel is failed. puts the channel last: add_channel(")],
    ),
    "a check that fails by itself": (
        "preprocessing.add_channel",
        [(CHECKS, "", checking("itself", "assert add_channel.shape"))],
        [(SOLUTION, "def add_channel", "preprocessing.add_channel is error. itself: The check itself failed")],
    ),
    "a misconception that is right": (
        "preprocessing.add_channel",
        [(WRONG, "", mistake("right", "images[..., np.newaxis]"))],
        # Two others, right as numbers and wrong in form, get its name now.
        [None, None, (WRONG, "# right", "right passes all checks of preprocessing.add_channel. Write a check that it")],
    ),
    "a misconception that nothing tells": (
        "preprocessing.add_channel",
        [(WRONG, "", mistake("untold", "images[..., np.newaxis] + 1", "seen=lambda _evidence: False"))],
        [(WRONG, "# untold", "untold fails preprocessing.add_channel and is not named: add_channel(")],
    ),
}


@pytest.mark.parametrize("phrase", FAILING)
def test_what_fails_is_named(phrase: str, copy: Path, change: Change, check: Run) -> None:
    exercise, changes, expected = FAILING[phrase]
    for path, old, new in changes:
        change(path, old, new)

    found = check("--only", exercise)

    assert found.status == LEFT_TO_DO, found.text
    assert len(found.complaints) == len(expected), found.text
    for complaint, wanted in zip(found.complaints, expected, strict=True):
        if wanted is not None:
            path, text, sentences = wanted
            assert complaint.startswith(f"{path}:{line(copy / path, text)}: ")
            assert sentences in complaint


def test_a_mistake_of_recognition_is_named(copy: Path, change: Change, check: Run) -> None:
    change(WRONG, "", mistake("breaking", "images[..., np.newaxis] + 1", "seen=lambda evidence: nothing"))

    found = check("--only", "preprocessing.add_channel")

    assert found.status == LEFT_TO_DO
    assert found.complaints[-1].startswith(f"{WRONG}:{line(copy / WRONG, '# breaking')}: breaking: ")
    assert "NameError: name 'nothing' is not defined" in found.complaints[-1]
    assert found.complaints[-1].endswith("Fix the `seen` of a misconception of this exercise.")


def test_a_check_that_nothing_needs_is_listed(copy: Path, change: Change, check: Run) -> None:
    change(CHECKS, "", checking("little", "add_channel(np.zeros((1, 28, 28)))"))

    found = check("--only", "preprocessing.add_channel")

    assert found.status == 0, found.text
    assert f"{CHECKS}:{line(copy / CHECKS, 'def check_little')}: check_little catches nothing." in found.text
    assert (copy / "build" / "catches" / "preprocessing-misconceptions.json").is_file()


def test_nothing_is_graded_where_that_could_not_go_well(change: Change, check: Run) -> None:
    change(SYLLABUS, "", ROW)

    found = check("--only", "evaluation")

    assert found.status == LEFT_TO_DO
    assert "The rest was not graded: fix these first." in found.text
    assert "every stub is todo" not in found.text


def test_a_name_of_nothing_is_wrong_usage(check: Run) -> None:
    found = check("--only", "metrics.recal")

    assert found.status == 2
    assert "Did you mean metrics.recall" in found.text


def test_without_solutions_there_is_nothing_to_hold(copy: Path, check: Run) -> None:
    (copy / "solutions").rename(copy / "elsewhere")
    try:
        found = check()
    finally:
        (copy / "elsewhere").rename(copy / "solutions")

    assert found.status == 2
    assert "There are no solutions here. Get the whole kit" in found.text


def test_a_fault_of_the_kit_is_no_complaint(change: Change, check: Run) -> None:
    change(
        "grader/tools/selfcheck/static_claims.py",
        "",
        "\n\ndef claims(tree):\n    raise RuntimeError('nobody thought of it')\n",
    )

    found = check("--quick")

    assert found.status == 3
    assert "RuntimeError: nobody thought of it" in found.text
    assert "This is a fault of the grader" in found.text
    assert found.complaints == []


def test_checks_count_alone_and_together() -> None:
    one, other = (
        Check(Path("check_recall.py"), name, 1, "metrics.recall", "") for name in ("check_one", "check_other")
    )
    found = check_usage.uses(
        [one, other],
        {
            "metrics.recall: first": ["check_one"],
            "metrics.recall: second": ["check_one", "check_other"],
            "metrics.precision: first": ["check_other"],  # of another exercise
        },
    )

    assert found == (check_usage.Use(one, alone=1, together=1), check_usage.Use(other, alone=0, together=1))


def test_cases_of_a_check_count_as_one() -> None:
    results = [
        CheckResult("check_counts_every_image[no images]", "", "failed"),
        CheckResult("check_counts_every_image[one image]", "", "failed"),
        CheckResult("check_has_true_classes_in_rows", "", "passed"),
    ]

    assert check_usage.caught(results) == ("check_counts_every_image",)


def test_catches_are_kept_until_the_checks_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_usage, "FOLDER", tmp_path / "catches")
    check_usage.keep(
        "metrics", "misconceptions", {"metrics.recall: old": ["a"], "metrics.precision: x": ["b"]}, ["metrics"]
    )
    check_usage.keep("metrics", "misconceptions", {"metrics.recall: new": ["c"]}, ["metrics.recall"])
    check_usage.keep("metrics", "mutants", {"metrics.recall: m1": ["d"]}, ["metrics.recall"])

    assert check_usage.known("metrics") == {
        "metrics.precision: x": ["b"],
        "metrics.recall: new": ["c"],
        "metrics.recall: m1": ["d"],
    }
    monkeypatch.setattr(check_usage, "check_files_of", lambda _module: (tmp_path / "other.py",))
    (tmp_path / "other.py").write_text("", encoding="utf-8")
    assert check_usage.known("metrics") == {}


def test_a_long_message_is_shortened_and_its_remedy_is_not() -> None:
    shown = str(Problem("a.py", 3, "what\n  happened. " * 100, "Fix it."))

    assert shown.startswith("a.py:3: what happened. what")
    assert shown.endswith("…. Fix it.")
    assert len(shown) < LONGEST + 30
