"""Classes made up for tests: every state, mistakes, models, hostile names, adjustments."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from grader.classroom.records import Adjustment, Record, Student
from grader.course.syllabus import Syllabus
from grader.report.feedback import Feedback
from grader.report.report import CheckResult, Gate, Outcome, Report, judge
from tests.support import reports

NAMES = ("Ada", "Ben", "Cleo", "Dora", "Emil", "Fay", "Gus", "Hana", "Ivo", "Jule", "Kai", "Lea", "Max", "Nora", "Otto")
MISTAKES = {
    "metrics.precision": ("counted_false_alarms", "That is the share of false alarms, `FP / (TP + FP)`."),
    "metrics.recall": ("exchanged_fp_and_fn", "You divided by TP + FP; recall divides by everything that is positive."),
    "preprocessing.scale_pixels": ("divided_by_256", "You divided by 256; the largest grey value is 255."),
}
GATES = {"training.train_dense": 0.97, "training.train_cnn": 0.985, "training.train_champion": 0.993}


def report(course: Syllabus, skill: float, seed: int, name: str = "mine") -> Report:
    """A report of a student who passes this share of the exercises, the same one for the same seed."""
    generator = np.random.default_rng(seed)
    outcomes: list[Outcome] = []
    for exercise in course.exercises:
        luck = generator.random()
        gate = None
        if exercise.id in GATES and luck < 0.9:
            accuracy = float(GATES[exercise.id] + generator.normal(0.004 * (2 * skill - 1), 0.003))
            accuracy = 0.1135 if luck < 0.03 else min(accuracy, 0.9985)
            gate = Gate(accuracy, GATES[exercise.id], (seed,), (accuracy,))
        if gate.margin >= 0 if gate else luck < skill:
            outcomes.append(judge(exercise, [reports.PASSED], 1, seconds=0.1, gate=gate))
        elif gate is None and luck > 0.5 + skill / 2:
            outcomes.append(judge(exercise, [reports.TODO], 1))
        else:
            wrong = judge(exercise, [reports.failing(f"{exercise.function}(1)\n    returned 2\n    expected 3")], 1)
            known, reason = MISTAKES.get(exercise.id, (None, ""))
            outcomes.append(replace(wrong, gate=gate, misconception=known, reason=reason))
    return Report(name, tuple(outcomes), "digits")


def record(course: Syllabus, place: int, skill: float = 0.7) -> Record:
    """A student who is graded."""
    name = f"{NAMES[place % len(NAMES)]} {chr(65 + place % 26)}. Muster"
    made = report(course, skill, place, f"student-{place}")
    return Record(Student(f"s{place:03}", name), "graded", f"{name}.zip", report=made)


def of_thirty(course: Syllabus) -> list[Record]:
    """A class with every state and something of everything."""
    skills = np.clip(np.random.default_rng(7).normal(0.7, 0.22, 24), 0.05, 1)
    made = [record(course, place, float(skill)) for place, skill in enumerate(skills)]
    given = Adjustment("metrics.recall", 3, "The sentence was ambiguous.", "Prof. Muster", "2026-11-20T10:00:00+00:00")
    taken = Adjustment("", -5, f"Two days late {reports.HOSTILE}", "Prof. Muster", "2026-11-21T10:00:00+00:00")
    made[2] = replace(made[2], adjustments=(given,))
    made[5] = replace(made[5], adjustments=(given, taken), others=("Fay.zip", reports.HOSTILE))
    made[7] = replace(made[7], student=replace(made[7].student, on_roster=False))
    assert made[9].report is not None
    lost = Feedback("unjudged", reason="The worker could not be started.")
    broken = CheckResult("broken", "It holds.", "error", lost)
    first = made[9].report.outcomes[0]
    outcomes = (judge(first.exercise, [broken], 1), *made[9].report.outcomes[1:])
    made[9] = replace(made[9], report=replace(made[9].report, outcomes=outcomes))
    hostile = Student(f"=cmd|{reports.HOSTILE}", f'{reports.HOSTILE}\nof "two" lines')
    made.append(Record(hostile, "graded", reports.HOSTILE, report=reports.mixed(course)))
    made.append(Record(Student("s100", reports.LONG), "refused", reports.LONG, reason=f"It is a bomb {reports.LONG}"))
    made.append(
        Record(Student("s101", "Xaver Muster"), "refused", "x.zip", reason="The archive is damaged. Ask again.")
    )
    made.append(Record(Student("s102", "Yara Muster"), "missing"))
    made.append(Record(Student("s103", "Zoe Muster"), "missing", adjustments=(given,)))
    partial = replace(report(course, 0.5, 99), outcomes=report(course, 0.5, 99).outcomes[:17])
    made.append(Record(Student("s104", "Álvaro Muster"), "waiting", "a.zip", report=partial))
    return made


def function(name: str, words: str, steps: int = 8) -> str:
    """A function of some length whose statements hang on `words`, and which has these names in it."""
    first, second, third = words.split()
    lines = [f"def {name}({first}):", f'    """Do what {name} does."""']
    for step in range(steps):
        lines.append(f"    {second} = np.cumsum({first}[{step}:], axis={step % 3}) * {step + len(name)}")
        lines.append(f"    {third} = {second}.reshape({step}, -1) if {first} > {step} else {second}")
    return "\n".join([*lines, f"    return {third}"]) + "\n"


def copied() -> Mapping[str, Mapping[str, str]]:
    """Sources of which those of s003 and s004 are alike, up to names, comments and layout."""
    mine = function("roc_auc", "scores order total")
    claim = f"# All my own work, {reports.HOSTILE}\n".replace("\0", "")
    yours = claim + function("_auc", "p q r").replace("    ", "        ")
    alone = "def roc_auc(a):\n    return a.mean()\n"
    return {"s003": {"metrics": mine}, "s004": {"metrics": f"X = 1\n\n\n{yours}"}, "s005": {"metrics": alone}}
