"""The page of a class for its instructor: results, who needs attention, similar work; and a page per student."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup

from grader.classroom import statistics
from grader.classroom.copied_answers import SHORTEST as SHORTEST_MODEL
from grader.classroom.function_pairs import SHORTEST, THRESHOLD
from grader.classroom.records import STATES, Record, adjustment_as_text, has_report, note_as_text
from grader.classroom.remarks import remarks
from grader.classroom.similar_passages import Similarity
from grader.classroom.statistics import Scores, Training
from grader.course.syllabus import Syllabus
from grader.report.html.environment import environment, percent, style
from grader.report.html.rendering import rendered
from grader.report.html.report_files import PAGE, is_written, remove_files, remove_models, write_files
from grader.report.report import Report
from grader.report.terminal import in_words
from grader.util.files import write_whole
from grader.util.text import cut, sanitize

HERE = Path(__file__).parent
STUDENTS = "students"  # the folder of their pages
STATE_SIGNS = {"graded": "✔", "refused": "✘", "missing": "·", "waiting": "…"}
LONGEST_NAME, LONGEST_SENTENCE = 80, 400  # characters


def write_class(
    records: Sequence[Record],
    syllabus: Syllabus,
    folder: Path,
    similarity: Similarity,
    *,
    name: str = "",
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> Path:
    """Write the page of a class and those of its students into a folder; returns the class page's path.

    The class page comes last: it never links to what is not there. Pages of students who have none any more are
    removed, whatever else is in the folder stays.

    Args:
        records: one per student.
        syllabus: the course.
        folder: where to; it need not be there.
        similarity: of their sources.
        name: of the class.
        progress: told how many pages of how many are written; one with three trained models takes seconds.

    Raises:
        OSError: the folder cannot be written.
    """
    page = rendered_class(records, syllabus, similarity, name)
    students = folder / STUDENTS
    students.mkdir(parents=True, exist_ok=True)
    written = set()
    shown = [record for record in records if has_page(record)]
    for done, record in enumerate(shown, start=1):
        place = students / record.student.slug
        text = rendered_student(record, syllabus)
        report = record.report or Report(record.submission, ())
        if not is_written(report, text, place):
            write_files(report, text, place)
            if not record.report:
                remove_models(place, [exercise.id for exercise in syllabus.exercises])
        written.add(place.name)
        progress(done, len(shown))
    for old in students.iterdir():
        if old.name not in written:
            remove_files(old, [exercise.id for exercise in syllabus.exercises])
    write_whole(folder / PAGE, page)
    return folder / PAGE


def has_page(record: Record) -> bool:
    """Whether a student has a page: where there is something to tell, or a part of the report."""
    return has_report(record) or record.report is not None


def rendered_student(record: Record, syllabus: Syllabus, *, alone: bool = False) -> str:
    """The page of a student as text: the report, or why there is none; with adjustments and notes.

    Args:
        record: of the student.
        syllabus: the course.
        alone: whether no files lie next to the page.
    """
    told = [remark for remark in remarks(record) if remark.for_student]
    if record.report is not None:
        return rendered(record.report, syllabus, record, told, alone=alone)
    return _templates().get_template("refused.html.j2").render(record=record, remarks=told)


def rendered_class(
    records: Sequence[Record],
    syllabus: Syllabus,
    similarity: Similarity,
    name: str = "",
) -> str:
    """The class page as text.

    Args:
        records: one per student.
        syllabus: the course.
        similarity: of their sources.
        name: of the class.
    """
    ordered = sorted(records, key=lambda record: (_folded(record.student.name), record.student.id))
    trainings = statistics.trainings_of(ordered, syllabus)
    return (
        _templates()
        .get_template("class.html.j2")
        .render(
            name=name,
            course=syllabus,
            records=ordered,
            attention={record.student.id: found for record in ordered if (found := remarks(record))},
            doubted=[record for record in ordered if record.unjudged],
            states=Counter(record.state for record in ordered),
            scores=statistics.scores_of(ordered),
            tallies=statistics.tallies_of(ordered, syllabus),
            modules=syllabus.modules,
            mistakes=statistics.mistakes_of(ordered, syllabus),
            trainings=trainings,
            similarity=similarity,
            by_id={record.student.id: record for record in ordered},
        )
    )


@cache
def _templates() -> Environment:
    functions = (
        svg_of_scores, svg_of_models, scores_in_words, models_in_words, shortened, sentence, adjusted,
        noted_in_words, others_of, in_words, statistics.bin_name, has_page,
    )  # fmt: skip
    values = {"class_style": style(HERE / "class.css"), "state_signs": STATE_SIGNS, "all_states": STATES}
    limits = {
        "shortest_model": SHORTEST_MODEL,
        "shortest": SHORTEST,
        "threshold": THRESHOLD,
        "students_folder": STUDENTS,
        "page_name": PAGE,
    }
    return environment(*functions, folder=HERE, **values, **limits)


def _folded(name: str) -> str:
    """The name to sort by: neither case nor accents count."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(character for character in plain if not unicodedata.combining(character))


# Words.


def shortened(text: str, most: int = LONGEST_NAME) -> str:
    """A name on one line, not too long."""
    return cut(" ".join(sanitize(text).split()), most)


def sentence(text: str) -> str:
    """The same for a sentence."""
    return shortened(text, LONGEST_SENTENCE)


def adjusted(record: Record) -> list[str]:
    """The adjustments, a sentence each."""
    return [sentence(adjustment_as_text(record, each)) for each in record.adjustments]


def noted_in_words(record: Record) -> str:
    """The notes of the instructor's for a student."""
    return sentence(" / ".join(map(note_as_text, record.said)))


def others_of(record: Record) -> str:
    """Names of the submissions that do not count."""
    return sentence(", ".join(map(shortened, record.others)))


def scores_in_words(scores: Scores) -> str:
    """What the histogram shows."""
    if not scores.values:
        return "Nobody has been graded yet."
    first, last = scores.values[0], scores.values[-1]
    told = (
        f"{len(scores.values)} with a grade: the median is {scores.median:g} of {scores.points} points, the mean "
        f"{scores.mean:.1f}, the lowest score {first}, the highest {last}."
    )
    most = max(scores.bins)
    if scores.bins.count(most) == 1:
        told += f" {most} have {statistics.bin_name(scores.bins.index(most))} of the points, more than any other part."
    return told


def models_in_words(trainings: Sequence[Training]) -> str:
    """What the dots show."""
    from grader.classroom.html.charts import lowest_shown

    said = [
        f"{training.exercise.function}: {training.passed} of {len(training.models)} passed the gate of "
        f"{percent(training.threshold, 1)}, the median is {percent(training.median)}."
        for training in trainings
    ]
    left = lowest_shown(trainings)
    below = sum(accuracy < left for training in trainings for accuracy in training.accuracies)
    if below:
        said.append(f"{below} below {percent(left, 1)} are drawn as triangles at the edge.")
    return " ".join(said)


def svg_of_scores(scores: Scores) -> Markup:
    """The histogram, as SVG."""
    from grader.classroom.html import charts
    from grader.report.html import plots

    return plots.svg(charts.histogram(scores), "scores", scores_in_words(scores))


def svg_of_models(trainings: Sequence[Training]) -> Markup:
    """The dots, as SVG."""
    from grader.classroom.html import charts
    from grader.report.html import plots

    return plots.svg(charts.dots(trainings), "models", models_in_words(trainings))
