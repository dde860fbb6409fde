"""The class page says what the records say, whatever a student is called, and its files are whole or not there."""

import contextlib
import csv
import io
import re
import subprocess
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from grader.classroom.copied_answers import as_the_model
from grader.classroom.exports import write_reports
from grader.classroom.html.class_page import rendered_class, write_class
from grader.classroom.records import Adjustment, Note, Record, Student
from grader.classroom.similar_passages import Similarity
from grader.classroom.similarity import BASES, compare
from grader.classroom.statistics import bin_name, mistakes_of, scores_of, tallies_of, trainings_of
from grader.course.syllabus import Syllabus
from grader.report import html
from grader.report.feedback import Feedback, SourceLine
from grader.report.report import Report, judge
from grader.util.file_note import RENAMED, FileNote
from tests.conftest import ROOT, SOLUTIONS
from tests.report.test_page import Reading
from tests.support import classes, reports

NOTHING = Similarity()


def read(records: Sequence[Record], course: Syllabus, similarity: Similarity = NOTHING, name: str = "") -> Reading:
    return Reading(rendered_class(records, course, similarity, name))


def graded(course: Syllabus, passed: int, student: str = "a") -> Record:
    """A student who has passed the first exercises, so many, and begun no other."""
    outcomes = [
        judge(exercise, [reports.PASSED if place < passed else reports.TODO], 1)
        for place, exercise in enumerate(course.exercises)
    ]
    return Record(Student(student, student.upper()), "graded", student, report=Report(student, tuple(outcomes)))


# Statistics.


def test_scores_lie_in_their_bins(course: Syllabus) -> None:
    records = [graded(course, passed, f"s{passed}") for passed in (0, 1, 30)]
    scores = scores_of([*records, Record(Student("m", "m"), "missing"), replace(records[2], state="waiting")])

    assert scores.values == (0, 3, 100)
    assert scores.points == 100
    assert scores.bins == (2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)
    assert scores.median == 3


def test_a_part_of_the_course_is_counted_by_its_own_points(course: Syllabus) -> None:
    outcomes = tuple(judge(exercise, [reports.PASSED], 1) for exercise in course.of_module("preprocessing"))
    half = (*outcomes[:3], *(judge(outcome.exercise, [reports.TODO], 1) for outcome in outcomes[3:]))
    records = [
        Record(Student(name, name), "graded", name, report=Report(name, given))
        for name, given in (("a", outcomes), ("b", half))
    ]
    scores = scores_of(records)

    assert scores.points == sum(outcome.exercise.points for outcome in outcomes)
    assert scores.bins[10] == 1
    assert sum(scores.bins[2:7]) == 1
    assert [tally.passed for tally in tallies_of(records, course)] == [2, 2, 2, 1, 1, 1]


def test_mistakes_are_counted_per_exercise_the_most_frequent_first(course: Syllabus) -> None:
    records = classes.of_thirty(course)
    found = mistakes_of(records, course)

    assert [len(mistake.made_by) for mistake in found] == sorted((len(m.made_by) for m in found), reverse=True)
    for mistake in found:
        for record in mistake.made_by:
            assert record.report is not None
            outcomes = {outcome.exercise.id: outcome.misconception for outcome in record.report.outcomes}
            assert outcomes[mistake.exercise.id] == mistake.name
    assert {mistake.name for mistake in found} >= {"exchanged_fp_and_fn", "divided_by_256"}


def test_models_are_held_against_their_gates(course: Syllabus) -> None:
    found = trainings_of(classes.of_thirty(course), course)

    assert [training.exercise.id for training in found] == list(classes.GATES)
    for training in found:
        assert training.threshold == classes.GATES[training.exercise.id]
        assert training.accuracies == tuple(sorted(training.accuracies, reverse=True))
        assert training.passed == sum(accuracy >= training.threshold for accuracy in training.accuracies)


# What the page says.


def test_it_shows_a_class_with_everything(course: Syllabus) -> None:
    records = classes.of_thirty(course)
    reading = read(records, course, name="Autumn")
    words = reading.words

    assert "Autumn" in words
    assert "25 ✔ graded 2 ✘ refused 2 · missing 1 … waiting" in words
    assert "Missing 2 Yara Muster s102 Zoe Muster s103" in words
    assert "Xaver Muster s101: The archive is damaged. Ask again." in words
    assert "Could not be judged 2" in words
    assert "Not on the roster 1" in words
    assert "counts, not Fay.zip" in words
    assert "+3 for metrics.recall: The sentence was ambiguous. (Prof. Muster, 2026-11-20)" in words
    most = mistakes_of(records, course)[0]
    assert f"{len(most.made_by)} of {most.total} {most.name.replace('_', ' ')} {most.exercise.id}: " in words
    for tally in tallies_of(records, course):
        assert f"{tally.exercise.function} " in words
        assert f"{tally.passed} of {tally.total}" in words
    for training in trainings_of(records, course):
        told = f"{training.exercise.function}: {training.passed} of {len(training.models)} passed the gate of"
        assert told in words
    assert "2 below 95.0 % are drawn as triangles at the edge." in words.replace("\N{NARROW NO-BREAK SPACE}", " ")
    scores = scores_of(records)
    assert f"the median is {scores.median:g} of 100 points" in words
    for place, count in enumerate(scores.bins):
        assert f"{bin_name(place)} {count} " in words


def test_students_stand_by_name_with_score_and_link(course: Syllabus) -> None:
    records = classes.of_thirty(course)
    reading = read(records, course)
    table = reading.words.split("Students by name, with state and score")[1]
    places = [table.index(name) for name in ("Ada A.", "Álvaro", "Ben B.", "Xaver", "Yara", "Zoe")]

    assert places == sorted(places)
    assert f"Cleo C. Muster s002 ✔ graded {records[2].score} of 100" in table
    assert "adjusted +3" in table
    linked = set(reading.all("href"))
    for record in records:
        assert (f"students/{record.student.slug}/index.html" in linked) == (
            record.report is not None or record.state == "refused" or bool(record.adjustments)
        )
    ids = reading.all("id")
    assert len(set(ids)) == len(ids)
    assert {link[1:] for link in linked if link.startswith("#")} <= set(ids)


EMPTY: dict[str, tuple[tuple[Record, ...], str]] = {
    "nobody": ((), "Nobody has been graded yet."),
    "nobody but one who is missing": ((Record(Student("a", "a"), "missing"),), "Missing 1 a"),
    "one who is waiting": ((Record(Student("a", "a"), "waiting", "a"),), "a … waiting none"),
    "a graded one without a report": ((Record(Student("a", "a"), "graded", "a"),), "a ✔ graded none"),
}


@pytest.mark.hostile
@pytest.mark.parametrize("phrase", EMPTY)
def test_an_odd_class_is_shown_too(phrase: str, course: Syllabus) -> None:
    records, sentence = EMPTY[phrase]
    words = read(records, course).words

    assert sentence in words
    assert "No answer shows a mistake that has a name." in words
    assert "0 submissions were compared" in words


def test_one_student_is_a_class(course: Syllabus) -> None:
    words = read([graded(course, 30)], course).words

    assert "Nothing: everybody handed in" in words
    assert "100 of 100 points is the median of 1 student" in words


# Similar submissions.


def test_similar_passages_stand_side_by_side_as_evidence(course: Syllabus) -> None:
    similarity = compare(classes.copied(), [SOLUTIONS])
    reading = read(classes.of_thirty(course), course, similarity)

    assert "evidence for a person to look at, not a verdict" in reading.words
    assert "1 pair of 3 submissions has functions in common" in reading.words
    assert "Dora D. Muster s003 and Emil E. Muster s004 1 function:" in reading.words
    assert "of it is shared" in reading.words
    assert reading.text.count("np.cumsum(scores[0:], axis=0)") == 1
    assert reading.text.count("np.cumsum(p[0:], axis=0)") == 1
    assert "Code that was handed out, and code of the reference, does not count." in reading.words


def test_it_says_what_was_not_compared(course: Syllabus, tmp_path: Path) -> None:
    sources: Mapping[str, Mapping[str, str]] = {"s003": {"metrics": "("}, "unknown <b>": {"models": "("}}
    words = read(classes.of_thirty(course), course, compare(sources, [tmp_path / "solutions"])).words

    assert "there is no solutions/ here to subtract" in words
    assert "Dora D. Muster s003: metrics.py was not compared: it is not Python." in words
    assert "unknown <b>: models.py was not compared: it is not Python." in words


def test_what_went_round_is_told(course: Syllabus) -> None:
    sources = {f"s{place:03}": classes.copied()["s003"] for place in range(12)}
    words = read(classes.of_thirty(course), course, compare(sources)).words

    assert "no two of them have a function in common" in words
    assert "these have a longer passage of that kind: metrics.roc_auc (12 submissions)." in words


# Hostile text.


@pytest.mark.hostile
def test_notes_of_the_instructor_are_listed(course: Syllabus) -> None:
    note = Note("metrics.recall", "I looked again: <it> is swapped.", "Grace", "2026-12-01T10:00:00+00:00")
    records = [replace(graded(course, 3), said=(note,)), graded(course, 3, "b")]
    words = read(records, course).words

    assert "Noted 1 " in words
    assert "metrics.recall: I looked again: <it> is swapped. (Grace, 2026-12-01)" in words


def test_text_of_students_stays_text(course: Syllabus) -> None:
    text = rendered_class(classes.of_thirty(course), course, compare(classes.copied()), reports.HOSTILE)
    reading = Reading(text)

    assert "script" not in {tag for tag, _ in reading.elements}
    assert "img" not in {tag for tag, _ in reading.elements}
    assert reading.text.count("<script>hacked = 1</script>") > 5
    assert not [name for _, attributes in reading.elements for name in attributes if name.startswith("on")]
    assert all(re.fullmatch(r"#[\w.-]+|students/[a-z0-9-]+/index\.html", link) for link in reading.all("href"))
    categories = {unicodedata.category(character) for character in text if character not in "\n\t"}
    assert not categories & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    assert len(text) < 400_000


SLUGS = {
    "plain": ("Ada Lovelace", "1", "ada-lovelace"),
    "accents": ("Ångström, Jö", "1", "angstrom-jo"),
    "a path": ("../../etc/passwd", "../../x", "etc-passwd"),
    "a device": ("CON", "con", "con"),
    "nothing that a folder could be called": ("\u202e\n/", "\n", "student"),
    "another script": ("王小明", "王", "student"),
    "long": ("x" * 4_000, "x" * 4_000, "x" * 40),
    "half a character": ("\ud800", "\ud800", "student"),
}


@pytest.mark.hostile
@pytest.mark.parametrize("phrase", SLUGS)
def test_folders_have_safe_names(phrase: str) -> None:
    name, number, beginning = SLUGS[phrase]

    assert re.fullmatch(rf"{re.escape(beginning)}-[0-9a-f]{{10}}", Student(number, name).slug)


def test_students_of_one_name_have_folders_of_their_own() -> None:
    assert Student("1", "Ada").slug != Student("2", "Ada").slug
    assert Student("a", "Ada").slug != Student("A", "Ada").slug


# Its files.


def test_every_student_with_a_report_has_a_page(course: Syllabus, tmp_path: Path) -> None:
    records = classes.of_thirty(course)
    written = write_class(records, course, tmp_path / "class", compare(classes.copied(), BASES))

    assert written == tmp_path / "class" / "index.html"
    html.refuse_unwritable(tmp_path / "class")
    reported = [record for record in records if record.report or record.state == "refused" or record.adjustments]
    folders = sorted(folder.name for folder in (tmp_path / "class" / "students").iterdir())
    assert folders == sorted(record.student.slug for record in reported)
    for link in Reading(written.read_text(encoding="utf-8")).all("href"):
        assert link.startswith("#") or (tmp_path / "class" / link).is_file()
    adjusted = (tmp_path / "class" / "students" / records[5].student.slug / "index.html").read_text(encoding="utf-8")
    assert "<strong>+3</strong> for <code>metrics.recall</code>: The sentence was ambiguous." in adjusted
    assert f"With that, the score is {records[5].score}" in adjusted
    plain = (tmp_path / "class" / "students" / records[4].student.slug / "index.html").read_text(encoding="utf-8")
    assert "Adjusted" not in plain
    assert "Dora" not in plain  # whose submission is similar


def test_a_student_who_has_no_page_any_more_loses_it(course: Syllabus, tmp_path: Path) -> None:
    first, second = graded(course, 3, "a"), graded(course, 5, "b")
    assert first.report is not None
    mixed = replace(first, report=reports.mixed(course))
    write_class([mixed, second], course, tmp_path, Similarity())
    students = tmp_path / "students"
    (students / "notes").mkdir()
    (students / "notes" / "index.html").write_text("<p>mine")
    (students / second.student.slug / "mine.txt").write_text("mine")
    assert (students / first.student.slug / "training.train_dense").is_dir()
    write_class([replace(first, state="missing", report=None)], course, tmp_path, Similarity())

    left = sorted(str(file.relative_to(students)) for file in students.rglob("*"))
    second_folder = second.student.slug
    assert left == sorted(["notes", "notes/index.html", second_folder, f"{second_folder}/mine.txt"])


def test_a_student_whose_hand_in_was_refused_has_a_page_with_the_reason(course: Syllabus, tmp_path: Path) -> None:
    first = graded(course, 3, "a")
    write_class([replace(first, report=reports.mixed(course))], course, tmp_path, Similarity())
    given = Adjustment("", 1.5, "The idea was <right>.", "Grace", "2026-11-20T10:00:00+00:00")
    refused = replace(
        first,
        state="refused",
        report=None,
        reason="The archive is damaged. Ask again.",
        adjustments=(given,),
        late="late",
    )
    written = write_class([refused], course, tmp_path, Similarity())

    place = tmp_path / "students" / first.student.slug
    assert [file.name for file in place.iterdir()] == ["index.html"]
    words = Reading((place / "index.html").read_text(encoding="utf-8")).words
    assert "The archive is damaged. Ask again." in words
    assert first.student.name in words
    assert "+1.5" in words
    assert "The idea was <right>." in words
    assert "It was late." in words
    assert f"students/{place.name}/index.html" in Reading(written.read_text(encoding="utf-8")).all("href")


def test_a_missing_student_with_a_grade_or_a_note_has_a_page_a_row_and_a_place(
    course: Syllabus, tmp_path: Path
) -> None:
    given = Adjustment("", 5, "An oral exam.", "Grace", "2026-11-20T10:00:00+00:00")
    said_on = {"": "Come today.", "metrics.recall": "Come soon."}
    notes = tuple(Note(exercise, text, "Grace", "2026-11-21") for exercise, text in said_on.items())
    examined = Record(Student("x", "Xaver", "x@example.org"), "missing", adjustments=(given,))
    noted = Record(Student("y", "Yara", "y@example.org"), "missing", said=notes)
    absent = Record(Student("z", "Zoe"), "missing")
    records = [graded(course, 3, "a"), examined, noted, absent]
    written = write_class(records, course, tmp_path / "class", Similarity())
    write_reports(records, course, tmp_path / "reports")
    words = {
        record.student.id: Reading(file.read_text(encoding="utf-8")).words
        for record in records
        if (file := tmp_path / "class" / "students" / record.student.slug / "index.html").exists()
    }

    assert sorted(words) == ["a", "x", "y"]
    assert "Missing You have not handed in anything" in words["x"]
    assert "An oral exam." in words["x"]
    assert "the score is 5." in words["x"]
    assert "Noted by a person" in words["y"]
    assert "Come today." in words["y"]
    assert "Noted on metrics.recall" in words["y"]
    assert "Come soon." in words["y"]
    links = Reading(written.read_text(encoding="utf-8")).all("href")
    assert f"students/{examined.student.slug}/index.html" in links
    assert f"students/{absent.student.slug}/index.html" not in links
    rows = csv.DictReader(io.StringIO((tmp_path / "reports" / "reports.csv").read_text(encoding="utf-8-sig")))
    assert [(row["id"], row["score"]) for row in rows][1:] == [("x", "5"), ("y", "")]
    assert scores_of(records).values == tuple(sorted((records[0].score, 5)))
    assert "Students without a grade are not counted." in Reading(written.read_text(encoding="utf-8")).words
    assert scores_of([examined]).values == ()  # out of nothing


def test_the_students_page_has_name_dates_adjustments_and_remarks(course: Syllabus, tmp_path: Path) -> None:
    given = Adjustment("metrics.recall", 0.5, "Nearly.", "Grace", "2026-11-20T10:00:00+00:00", worth=3)
    record = replace(
        graded(course, 3, "a"),
        report=reports.mixed(course),
        adjustments=(given,),
        notes=(FileNote("Metrics.py was taken for metrics.py.", RENAMED),),
        handed="Friday, 27 November 2026, 11:00 PM",
        late="2 hours late",
        graded="2026-11-28T10:00:00+00:00",
    )
    write_class([record], course, tmp_path, Similarity())

    text = (tmp_path / "students" / record.student.slug / "index.html").read_text(encoding="utf-8")
    words = Reading(text).words
    assert f"<title>{record.student.name}: {record.score:g} of 100 points</title>" in text
    assert f"<h1><bdi>{record.student.name}</bdi></h1>" in text
    for said in (
        "Handed in: Friday, 27 November 2026, 11:00 PM (2 hours late).",
        "Graded: 2026-11-28.",
        "Nearly.",
        "Metrics.py was taken for metrics.py.",
        "It was late: 2 hours late.",
    ):
        assert said in words


def test_who_needs_attention_stands_on_the_class_page(course: Syllabus) -> None:
    broken = Feedback(
        "not_imported",
        raised="NameError: name 'nump' is not defined",
        frames=(SourceLine("mine/metrics.py", 3, "<module>", "nump.zeros(3)"),),
        file="mine/metrics.py",
    )
    outcomes = tuple(
        judge(each, [reports.failing(broken) if each.module == "metrics" else reports.PASSED], 1)
        for each in course.exercises
    )
    record = replace(graded(course, 3, "a"), report=Report("mine", outcomes))

    words = Reading(rendered_class([record], course, Similarity())).words

    assert "Needs attention 1" in words
    assert "metrics.py cannot be loaded. Importing metrics.py raised NameError" in words
    assert "metrics.py:3: nump.zeros(3)" in words


def test_model_answers_have_a_list_of_their_own(course: Syllabus, tmp_path: Path) -> None:
    reference = (ROOT / "solutions" / "metrics.py").read_text(encoding="utf-8")
    renamed = reference.replace("support", "how_many").replace("# ", "# my ")
    sources = {"a": {"metrics": renamed}, "b": {"metrics": reference.replace("return ", "return +")}}
    with contextlib.chdir(tmp_path):  # the kit's reference, wherever one stands
        found = as_the_model(sources)

    assert list(found) == ["a"]
    assert {"metrics.one_vs_rest_counts", "metrics.classification_report"} <= {one.model for one in found["a"]}
    assert "metrics.precision" not in {one.model for one in found["a"]}  # everybody writes it so
    assert as_the_model(sources, tmp_path) == {}
    words = Reading(rendered_class([graded(course, 3, "a")], course, Similarity(models=found))).words
    assert "As the model answer" in words
    assert "metrics.classification_report" in words
    assert "As the model answer" not in Reading(rendered_class([graded(course, 3, "a")], course, Similarity())).words


def test_only_what_has_changed_is_written_again(course: Syllabus, tmp_path: Path) -> None:
    first, second = graded(course, 3, "a"), graded(course, 5, "b")
    first = replace(first, report=reports.mixed(course))
    told: list[tuple[int, int]] = []
    write_class([first, second], course, tmp_path, Similarity(), progress=lambda done, of: told.append((done, of)))
    files = {file: file.stat().st_ino for file in tmp_path.rglob("*") if file.is_file()}
    one, other = (tmp_path / "students" / record.student.slug for record in (first, second))
    (one / "training.train_dense" / "loss.png").unlink()
    write_class([first, second], course, tmp_path, Similarity())

    assert told == [(1, 2), (2, 2)]
    assert (one / "training.train_dense" / "loss.png").is_file()
    assert (other / "index.html").stat().st_ino == files[other / "index.html"]
    better = graded(course, 6, "b")
    write_class([first, better], course, tmp_path, Similarity())
    words = Reading((other / "index.html").read_text(encoding="utf-8")).words
    assert f"{better.score} of 100 points" in words


def test_what_cannot_be_drawn_leaves_the_older_page(
    course: Syllabus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_class([graded(course, 3)], course, tmp_path, Similarity())
    before = (tmp_path / "index.html").read_bytes()
    monkeypatch.setattr("grader.classroom.html.class_page.rendered", lambda *_, **__: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        write_class([graded(course, 4)], course, tmp_path, Similarity())
    assert (tmp_path / "index.html").read_bytes() == before


# The command.


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "grader", "class", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=240, check=False)


@pytest.fixture
def three(tmp_path: Path) -> Path:
    """Three submissions: the reference, and two with the same functions of somebody's own."""
    own = classes.function("helper", "scores order total")
    for name, text in (("Ada", ""), ("Ben", own), ("Cleo <b>", own.replace("scores", "given"))):
        folder = tmp_path / "submissions" / name
        folder.mkdir(parents=True)
        source = (SOLUTIONS / "preprocessing.py").read_text(encoding="utf-8")
        (folder / "preprocessing.py").write_text(f"{source}\n\n{text}", encoding="utf-8")
    return tmp_path / "submissions"


def test_the_command_line_writes_it_and_says_where(three: Path, tmp_path: Path) -> None:
    folder = tmp_path / "page"
    done = run(three, "--only", "preprocessing", "--html", folder, "--allow-no-sandbox")

    assert done.returncode == 0, done.stdout + done.stderr
    assert f"The class as a page: {folder / 'index.html'}" in done.stdout
    words = Reading((folder / "index.html").read_text(encoding="utf-8")).words
    assert "submissions" in words
    assert "3 ✔ graded" in words
    assert "1 pair of 3 submissions has functions in common" in words
    assert "Ben and Cleo <b> 1 function: " in words
    assert len(list((folder / "students").glob("*/index.html"))) == 3


def test_the_command_line_refuses_a_file_before_it_grades(three: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    done = run(three, "--html", tmp_path / "file")

    assert done.returncode == 2
    assert "cannot take a report: it is a file. Name another folder." in " ".join(done.stderr.split())
    assert not list(tmp_path.glob("*.gradebook"))
