"""Ways so far, as pages show them: one at its end, one on its way."""

from grader.course.syllabus import Syllabus
from grader.learning.student_progress import BestAccuracy, Day, Mistake, ModuleProgress, Progress
from tests.support.reports import HOSTILE

ROW = {"number": 3, "exercise": "metrics.recall", "level": 2, "planted_into": "yours", "found": True, "repaired": True,
       "tries": 2, "name": "in_percent", "sentence": f"A share is not a percentage. {HOSTILE}"}  # fmt: skip
OPEN = {**ROW, "number": 4, "planted_into": "reference", "repaired": False, "tries": 0, "name": None, "sentence": None}
POINTS = {"each": 2, "earned": 2, "possible": 4}
ROUND = {"seed": 7, "count": 2, "found": 2, "repaired": 1, "exam": True, "points": POINTS, "bugs": [ROW, OPEN]}


def way(course: Syllabus, every: int = 1) -> Progress:
    """The way of a student who has passed every n-th exercise; 1: all."""
    modules = tuple(
        ModuleProgress(module, course.of_module(module.name), course.of_module(module.name)[::every])
        for module in course.modules
    )
    trained = [exercise for exercise in course.exercises if exercise.gate]
    days = (
        Day("2026-03-01", ("scale_pixels", "add_channel", "flatten_images", "one_hot"), 3, 2, 0),
        Day("2026-03-02", (), 0, 1, 1),
    )
    mistakes = (
        Mistake("metrics.recall", "in_percent", "A share is not a percentage: 0.5, not 50.", "2026-03-01", True),
        Mistake("metrics.precision", "counted_false_alarms", HOSTILE, "2026-03-01", False),
    )
    accuracies = tuple(BestAccuracy(exercise, 0.9791) for exercise in trained)
    return Progress(course, modules, days, mistakes, accuracies, 12, 30, ((1, 2), (3, 1)), unread=1)
