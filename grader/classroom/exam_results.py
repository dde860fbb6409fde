"""The result of an exam: one student's, and all in the terminal and as JSON."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.classroom.class_terminal import called, longest_name, show_list
from grader.classroom.exam_hand_ins import ExamHandIn
from grader.classroom.exam_job import JudgedExam
from grader.classroom.records import Student
from grader.course.bug_exam import BugExam
from grader.learning.hunt.exam_judging import NOT_THERE, JudgedBug
from grader.learning.hunt.hunt_judging import Verdict
from grader.report.terminal import sign
from grader.util.exit_status import LEFT_TO_DO, OUR_FAULT, PASSED
from grader.util.text import counted

SCHEMA = "digit-kata/graded-bugs/v1"


@dataclass(frozen=True)
class ExamResult:
    """What became of one student.

    Attributes:
        hand_in: what was handed in.
        judged: the findings; None: it was refused.
        known: the student of the gradebook; None: there is none, or no gradebook.
        in_book: whether there is a gradebook.
        change: points that this run has given, or taken where it is negative.
        changed: whether it has written anything.
    """

    hand_in: ExamHandIn
    judged: JudgedExam | None
    known: Student | None
    in_book: bool
    change: float = 0
    changed: bool = False

    @property
    def student(self) -> Student:
        return self.known or self.hand_in.student

    @property
    def is_stranger(self) -> bool:
        """Whether the gradebook has nobody to whom the points could be given."""
        return self.in_book and self.known is None

    @property
    def state(self) -> str:
        """One of judged, refused, error."""
        return "refused" if self.judged is None else "error" if self.judged.fault else "judged"


def status_of(results: Sequence[ExamResult]) -> int:
    """The exit status: 3 something could not be judged, 4 a person has to look, 0 neither."""
    if any(each.state == "error" for each in results):
        return OUR_FAULT
    return LEFT_TO_DO if any(each.state == "refused" or each.is_stranger for each in results) else PASSED


def show_exam(console: Console, results: Sequence[ExamResult], exam: BugExam) -> None:
    """Print a table of the students, why bugs are not solved, and who needs attention."""
    table = Table(box=None, padding=(0, 1))
    table.add_column("student", no_wrap=True, overflow="ellipsis", max_width=longest_name(console))
    table.add_column("bugs", no_wrap=True)
    table.add_column(f"of {exam.most}", justify="right", no_wrap=True)
    table.add_column("remark", style="dim", overflow="fold")
    for each in results:
        bugs = each.judged.bugs if each.judged else ()
        points = str(exam.points * len(each.judged.solved)) if each.judged and not each.judged.fault else "-"
        marks = Text().join(sign(_status(bug))[:1] for bug in bugs)
        table.add_row(Text(called(each.student)), marks, points, Text(_remark(each)))
    console.print(table)
    show_list(console, "Not solved", list(_unsolved(results)), "--json has all")
    show_list(
        console, "Taken and left out", [f"{called(each.student)}: {note}" for each in results for note in _notes(each)]
    )
    show_list(console, "Refused; points not changed", _told(results, "refused"))
    show_list(console, "Could not be judged; points not changed", _told(results, "error"))
    strangers = [called(each.student) for each in results if each.is_stranger]
    show_list(console, "Not in the gradebook, so no points were given", strangers)
    solved = Counter(bug.number for each in results if each.judged for bug in each.judged.solved)
    by_bug = ", ".join(f"{number}: {solved[number]}" for number in range(1, exam.count + 1))
    console.print(Text(f"\n{counted(len(results), 'student')}. Solved, by bug: {by_bug}."), soft_wrap=True)
    if any(each.in_book for each in results):
        count = sum(each.changed for each in results)
        said = (
            f"Points of {counted(count, 'student')} changed."
            if count
            else "The gradebook already has all these points."
        )
        console.print(Text(said))


def as_json(results: Sequence[ExamResult], exam: BugExam) -> dict[str, Any]:
    """All of it as plain values."""
    return {
        "schema": SCHEMA,
        "seed": exam.seed,
        "count": exam.count,
        "level": exam.level,
        "points": exam.points,
        "students": [_plain(each, exam) for each in results],
    }


def _plain(result: ExamResult, exam: BugExam) -> dict[str, Any]:
    judged = result.judged
    return {
        "id": result.student.id,
        "name": result.student.name,
        "hand_in": result.hand_in.name,
        "others": list(result.hand_in.others),
        "state": result.state,
        "reason": result.hand_in.refused or (judged.fault if judged else ""),
        "points": exam.points * len(judged.solved) if judged and not judged.fault else None,
        "change": result.change,
        "in_gradebook": result.known is not None,
        "notes": list(result.hand_in.notes),
        "bugs": [
            {
                "number": bug.number,
                "exercise": bug.exercise,
                "solved": bug.solved,
                "evidence": _verdict(bug.evidence),
                "repair": _verdict(bug.repair),
            }
            for bug in (judged.bugs if judged else ())
        ],
    }


def _verdict(verdict: Verdict | None) -> dict[str, Any] | None:
    return None if verdict is None else {"status": verdict.status, "sentences": list(verdict.sentences)}


def _status(bug: JudgedBug) -> str:
    if bug.solved:
        return "passed"
    return "todo" if bug.evidence.status == "todo" else "failed"


def _remark(result: ExamResult) -> str:
    said = [result.state] if result.state != "judged" else []
    if result.judged is not None and result.judged.bugs and not result.hand_in.bugs:
        said.append("no folder of the exam")
    if result.change:
        said.append(f"{result.change:+g} now")
    if result.is_stranger:
        said.append("not in the gradebook")
    if result.hand_in.others:
        said.append(f"{len(result.hand_in.others)} other")
    return ", ".join(said)


def _notes(result: ExamResult) -> list[str]:
    others = [f"{result.hand_in.name} counts, not {', '.join(result.hand_in.others)}."] if result.hand_in.others else []
    return [*others, *result.hand_in.notes]


def _told(results: Sequence[ExamResult], state: str) -> list[str]:
    return [
        f"{called(each.student)}: {each.hand_in.refused or (each.judged.fault if each.judged else '')}"
        for each in results
        if each.state == state
    ]


def _unsolved(results: Sequence[ExamResult]) -> Iterator[str]:
    """Why a bug that something was handed in for is not solved, a line each."""
    for each in results:
        for bug in each.judged.bugs if each.judged else ():
            verdict = bug.evidence if not bug.evidence.passed else bug.repair
            if verdict is not None and verdict != NOT_THERE and not bug.solved:
                word = "input" if verdict is bug.evidence else "repair"
                yield f"{called(each.student)}: {bug.number} ({bug.exercise}), {word}: {' '.join(verdict.sentences)}"
