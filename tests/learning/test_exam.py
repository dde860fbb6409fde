"""An exam: the same bugs for everybody, played like a round, and judged again from nothing but two files of each."""

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from grader.checks.fresh_seed import FreshSeed
from grader.course.syllabus import Syllabus
from grader.grading.pipeline import Settings
from grader.learning.hunt import exam_judging, hunt_state
from grader.learning.hunt.exam import TooFewBugs, bugs_of
from grader.learning.hunt.exam_judging import HandedBug, Judge, JudgedBug
from grader.learning.hunt.hunt_judging import Verdict
from grader.learning.hunt.planted_module import plant
from grader.report.report import Outcome
from grader.tools.selfcheck import hunt_proof
from grader.util.errors import Unjudged
from grader.util.exit_status import LEFT_TO_DO, PASSED, WRONG_USAGE
from tests.learning.test_find_the_bug import hunt, said
from tests.support import exams
from tests.support.commands import copy_of_kit, run
from tests.support.exams import EXAM

pytestmark = pytest.mark.slow

PLACES = ["exam_7_1", "exam_7_2"]


# The bugs.


def test_an_exam_has_the_same_bugs_whoever_asks(course: Syllabus) -> None:
    found = bugs_of(EXAM, course)

    assert found == bugs_of(EXAM, course)
    assert {bug.exercise for bug in found} == set(EXAM.exercises)
    assert bugs_of(replace(EXAM, count=1), course) == found[:1]
    assert EXAM.places == tuple(PLACES)
    assert EXAM.most == 4


def test_an_exam_takes_its_level_and_no_training_by_itself(course: Syllabus) -> None:
    found = bugs_of(replace(EXAM, count=20, level=3, exercises=()), course)

    assert {bug.level for bug in found} == {3}
    assert not any(course.by_id[bug.exercise].images for bug in found)


def test_an_exam_of_more_bugs_than_there_are_is_refused(course: Syllabus) -> None:
    with pytest.raises(TooFewBugs, match="asks for 2 bugs, and only 0 fit"):
        bugs_of(replace(EXAM, exercises=("models.build_dense",)), course)


# The student's side.


@pytest.fixture
def kit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DIGIT_KATA_CACHE", str(tmp_path / "cache"))
    kit = copy_of_kit(tmp_path)
    (kit / "course.toml").write_text(exams.TOML, encoding="utf-8")
    return kit


def solve(kit: Path, number: int) -> None:
    for name, text in exams.files(number).items():
        (kit / "bugs" / PLACES[number - 1] / name).write_text(text, encoding="utf-8")


def test_an_exam_is_played_and_says_its_points(kit: Path) -> None:
    begun = hunt(kit, "--exam")
    assert begun.returncode == PASSED, said(begun)
    assert "The exam has 2 bugs, 2 points each." in said(begun).replace("\n", " ")
    assert sorted(place.name for place in (kit / "bugs").iterdir()) == PLACES
    for number, place in enumerate(PLACES, start=1):
        assert (kit / "bugs" / place / "metrics.py").read_text(encoding="utf-8") == exams.planted(number)

    solve(kit, 1)
    half = hunt(kit, "--exam", "--json", "bugs.json", "--html", "page")
    assert half.returncode == LEFT_TO_DO
    assert "1 of 2 found and repaired.\nYou have 2 of 4 points here. Hand in the folder bugs/" in said(half)
    result = json.loads((kit / "bugs.json").read_text(encoding="utf-8"))
    assert result["exam"]
    assert result["points"] == {"each": 2, "earned": 2, "possible": 4}
    assert [bug["folder"] for bug in result["bugs"]] == PLACES
    page = (kit / "page" / "index.html").read_text(encoding="utf-8")
    assert "The exam: 2 bugs" in page
    assert "2 of 4 points" in page
    assert "whose machine judges the folder <code>bugs/</code> again" in page

    solve(kit, 2)
    assert "2 of 2 found and repaired." in said(hunt(kit))


def test_a_round_does_not_touch_an_exam_nor_the_other_way_round(kit: Path) -> None:
    assert hunt(kit).returncode == PASSED
    refused = hunt(kit, "--exam")
    assert refused.returncode == WRONG_USAGE
    assert "Another round is open. Finish it, or give it up: nox -s find-the-bug -- --exam --new" in said(refused)
    assert "Bug 1 was:" in said(hunt(kit, "--exam", "--new"))

    solve(kit, 1)
    left = said(hunt(kit, "--new"))
    assert "The exam is unchanged. Go back to it: nox -s find-the-bug -- --exam" in left
    assert " was: " not in left
    hunt(kit, "--exam", "--new")  # what was done is still in its files
    assert "1 of 2 found and repaired." in said(hunt(kit, "--exam"))
    assert sorted(place.name for place in (kit / "bugs").iterdir()) == ["bug_1", "bug_2", *PLACES]


def test_a_lost_folder_of_an_exam_is_planted_again(kit: Path) -> None:
    hunt(kit, "--exam")
    shutil.rmtree(kit / "bugs" / PLACES[0])
    assert "nox -s find-the-bug -- --exam plants it again." in said(hunt(kit))
    hunt(kit, "--exam")

    assert (kit / "bugs" / PLACES[0] / "metrics.py").read_text(encoding="utf-8") == exams.planted(1)


def test_what_was_done_counts_as_long_as_it_is_there(kit: Path) -> None:
    hunt(kit, "--exam")
    solve(kit, 1)
    assert "1 of 2 found and repaired." in said(hunt(kit, "--exam"))
    evidence = kit / "bugs" / PLACES[0] / "evidence.py"
    text = evidence.read_text(encoding="utf-8")
    evidence.write_text("def failing_input():\n    return {}\n", encoding="utf-8")
    assert "0 of 2 found and repaired." in said(hunt(kit, "--exam"))

    evidence.write_text(text, encoding="utf-8")
    assert "1 of 2 found and repaired." in said(hunt(kit, "--exam"))
    (kit / "bugs" / PLACES[0] / "metrics.py").write_text("def half(:\n", encoding="utf-8")
    assert "0 of 2 found and repaired." in said(hunt(kit, "--exam"))


def test_other_bugs_of_a_changed_course_take_the_place_of_those_before(kit: Path) -> None:
    hunt(kit, "--exam")
    before = (kit / "bugs" / PLACES[0] / "metrics.py").read_text(encoding="utf-8")
    others = 'exercises = ["preprocessing.one_hot", "preprocessing.split_validation"]'
    text = re.sub(r"^exercises = .*$", others, exams.TOML, flags=re.MULTILINE)
    assert text != exams.TOML
    (kit / "course.toml").write_text(text, encoding="utf-8")
    hunt(kit, "--exam")

    assert sorted(file.name for file in (kit / "bugs" / PLACES[0]).iterdir()) == ["evidence.py", "preprocessing.py"]
    aside = kit / "bugs" / f"{PLACES[0]}.before-1" / "metrics.py"
    assert aside.read_text(encoding="utf-8") == before


def test_another_seed_of_the_course_is_another_exam(kit: Path) -> None:
    hunt(kit, "--exam")
    (kit / "course.toml").write_text(exams.TOML.replace("seed = 7", "seed = 8"), encoding="utf-8")
    hunt(kit, "--exam")

    state, _damage = hunt_state.load(kit / "exercises")
    assert [bug.place for bug in state.round] == ["exam_8_1", "exam_8_2"]
    assert (kit / "bugs" / PLACES[0]).is_dir()


def test_without_a_right_version_a_bug_is_said_to_be_missing(kit: Path) -> None:
    shutil.rmtree(kit / "solutions")
    begun = hunt(kit, "--exam")

    assert "A bug in metrics.precision is missing: there is no right version to plant it into." in said(begun)
    assert not (kit / "bugs").exists()


def test_a_course_without_points_for_students_shows_none(kit: Path) -> None:
    (kit / "course.toml").write_text(f"show_points = false\n{exams.TOML}", encoding="utf-8")
    begun = said(hunt(kit, "--exam"))
    looked = said(hunt(kit, "--exam", "--json", "bugs.json"))

    assert "The exam has 2 bugs. After each" in begun
    assert "points" not in begun + looked
    assert "Hand in the folder bugs/" in looked
    assert json.loads((kit / "bugs.json").read_text(encoding="utf-8"))["points"] is None


@pytest.mark.parametrize(
    ("text", "options", "words"),
    [
        pytest.param("", ["--exam"], "there is no [find_the_bug] in a course.toml.", id="no exam"),
        pytest.param(exams.TOML, ["--exam", "--count", "3"], "Leave out the other options.", id="choices"),
        pytest.param(exams.TOML, ["--exam", "--check"], "Leave out the other options.", id="check"),
        pytest.param(exams.TOML.replace("count = 2", "count = 2\nlevel = 1").replace('"metrics.precision", ', ""),
                     ["--exam", "nowhere"], "there is no such folder", id="no submission"),
        pytest.param('[find_the_bug]\npoints = 1\ncount = 1\nseed = 1\nexercises = ["models"]\n', ["--exam"],
                     "asks for 1 bug, and only 0 fit", id="no such bugs"),
    ],
)  # fmt: skip
def test_wrong_usage_gets_a_sentence(text: str, options: list[str], words: str, kit: Path) -> None:
    (kit / "course.toml").write_text(text, encoding="utf-8")
    done = hunt(kit, *options)

    assert done.returncode == WRONG_USAGE
    assert words in said(done)
    assert "Traceback" not in said(done)


def test_what_the_course_command_says_of_it(kit: Path) -> None:
    told = said(run("course", folder=kit))
    assert "Find the bug: 2 bugs, 2 points each, 4 in all; seed 7." in told
    assert "Its bugs are in metrics." in told
    (kit / "course.toml").write_text(exams.TOML.replace("count = 2", "count = 20\nlevel = 3"), encoding="utf-8")
    for command in (["course"], ["handout", "students"]):
        refused = run(*command, folder=kit)
        assert refused.returncode == WRONG_USAGE
        assert "of course.toml asks for 20 bugs, and only" in said(refused)
    assert not (kit / "students").exists()


# The instructor's side.


@pytest.fixture
def judge(course: Syllabus) -> Judge:
    settings = Settings(data="digits", use_cache=False, keep=False, fresh=FreshSeed.of_number(1))
    return Judge(course, hunt_proof.right(), settings)


def judged(judge: Judge, texts: dict[str, str], own: dict[str, str] | None = None, number: int = 1) -> JudgedBug:
    handed = HandedBug({name.removesuffix(".py"): text for name, text in texts.items()}, {})
    return judge.judge(number, exams.bug(number), handed, own or {})


def words(found: JudgedBug) -> str:
    verdicts: list[Verdict | None] = [found.evidence, found.repair]
    return " ".join(sentence for verdict in verdicts if verdict for sentence in verdict.sentences)


def test_what_shows_and_repairs_a_bug_is_solved(judge: Judge) -> None:
    found = judged(judge, exams.files())

    assert found.solved
    assert "the right answer is" in words(found)
    assert "All its checks pass." in words(found)


def test_evidence_finds_no_other_module(judge: Judge) -> None:
    """It cannot replace the planted function, nor find an input by trying it: such a file would fit every bug."""
    found = judged(judge, exams.files(evidence="from . import metrics\ndef failing_input():\n    return {}\n")).evidence

    assert not found.passed
    assert "gives nothing" in found.sentences[0]


@pytest.mark.parametrize(
    ("texts", "sentence"),
    [
        pytest.param({"evidence": ""}, "There is no evidence.py in its folder.", id="no evidence"),
        pytest.param({"metrics": ""}, "There is no metrics.py in its folder.", id="no module"),
        pytest.param(
            {"evidence": "def failing_input():\n    return {'x': 1}\n"}, "not within the contract", id="other"
        ),
        pytest.param({"evidence": "import os\nos._exit(0)\n"}, "gives nothing", id="evidence that ends"),
        pytest.param({"metrics": "import os\nos._exit(0)\n"}, "must define", id="module without the function"),
        pytest.param({"metrics": "(" * 5_000}, "be valid Python", id="no Python"),
        pytest.param({"metrics": f"def precision():\n    return {'-' * 100_000}1\n"}, "be valid Python", id="too deep"),
        pytest.param({"metrics": exams.planted()}, "checks still fail.", id="not repaired"),
    ],
)
def test_anything_else_is_not(judge: Judge, texts: dict[str, str], sentence: str) -> None:
    found = judged(judge, exams.files(**texts))

    assert not found.solved
    assert sentence in words(found)


def test_a_repaired_module_that_kills_its_process_is_not_solved(judge: Judge) -> None:
    function = exams.exercise().function
    text = f"import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n\n\ndef {function}(*given):\n    return 1\n"
    found = judged(judge, exams.files(metrics=text))

    assert found.evidence.passed
    assert not found.solved


def test_a_bug_whose_folder_is_missing_or_unreadable_is_not(judge: Judge) -> None:
    missing = judge.judge(1, exams.bug(), None, {})
    unread = judge.judge(1, exams.bug(), HandedBug({}, {"evidence": "It has more bytes."}), {})

    assert missing.evidence.status == "todo"
    assert words(missing) == "Its folder was not handed in."
    assert words(unread) == "evidence.py: It has more bytes."


def test_a_repair_may_need_the_students_own_modules(judge: Judge) -> None:
    text = f"from .mine import safe\n{exams.repaired()}\n\nsafe()\n"
    mine = {"mine": "def safe():\n    return 1\n"}

    assert not judged(judge, exams.files(metrics=text)).solved
    assert judged(judge, exams.files(metrics=text), mine).solved
    assert not judged(judge, exams.files(metrics=exams.planted()), mine).solved


def test_the_line_of_a_training_counts_in_the_reference_and_in_the_students_own(judge: Judge, course: Syllabus) -> None:
    exam = replace(EXAM, count=1, exercises=("training.train_dense",))
    (bug,) = bugs_of(exam, course)
    source = hunt_proof.right()["training"]
    line = plant(bug.mistake, course.by_id[bug.exercise], source).line
    moved = {"training": f"# mine\n\n{source}"}

    def evidence(number: int, own: dict[str, str], repaired: dict[str, str]) -> Verdict:
        handed = HandedBug({"evidence": f"def wrong_line():\n    return {number}\n", **repaired}, {})
        return judge._evidence(course.by_id[bug.exercise], bug, handed, own)

    assert evidence(line, {}, {}).passed
    assert evidence(line, {"training": "x = ("}, {}).passed
    assert evidence(line, {"training": "import keras\nimport numpy as np\n"}, {}).passed  # which has no such function
    assert not evidence(line + 2, {}, {}).passed
    assert evidence(line + 2, {}, moved).passed  # in the module that was handed in repaired, and was the student's own
    assert evidence(line + 2, moved, {"training": source.replace("\n\n\n", "\n\n# repaired\n\n")}).passed
    # Another module may have been written to have every mistake where one guesses.
    assert not evidence(line + 2, moved, {}).passed
    assert not evidence(line + 2, {"training": f"x = 1\n\n{source}"}, {"training": source}).passed


def test_a_fault_of_ours_is_no_verdict(judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    def unjudged(*_given: object, **_named: object) -> tuple[Verdict, Outcome]:
        return Verdict("failed"), Outcome(exams.exercise(), "error", ())

    monkeypatch.setattr(exam_judging, "judge_repair", unjudged)
    with pytest.raises(Unjudged, match="Run the same command again"):
        judged(judge, exams.files())
