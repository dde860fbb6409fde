"""What the calibration says about gates that a course has moved: who passes there, with how many seeds."""

from collections.abc import Iterator
from dataclasses import replace

from grader.course import syllabus
from grader.course.syllabus import Syllabus
from grader.tools.calibration import record
from grader.tools.calibration.gates import gates
from grader.tools.calibration.verdicts import REFERENCE, WEAKER, verdicts


def about_moved_gates(course: Syllabus) -> Iterator[str]:
    """A line for each gate that is not the kit's, and one below it for each data set that was trained on.

    Raises:
        RecordError: the record of the calibration cannot be read.
    """
    kit = syllabus.load().by_id
    moved = [each for each in course.exercises if each.id in kit and each.gate != kit[each.id].gate]
    known = record.read(record.RECORD) if moved else {}
    calibrated = {f"training.{gate.reference}": gate for gate in gates()}
    for exercise in moved:
        yield f"{exercise.id}: the gate is {exercise.gate_shown}, the kit's is {kit[exercise.id].gate_shown}."
        gate = replace(calibrated[exercise.id], threshold=exercise.gate or 0, plain=())
        for name, distribution in sorted(known.items()):
            found = [each for each in verdicts(distribution, (gate,)) if each.accuracies]
            passing = [f"{each.design} {each.passing} of {len(each.accuracies)}" for each in found]
            if passing:
                yield f"  {name}, seeds that pass: {', '.join(passing)}."
            warnings = [each.complaint for each in found if each.role in (REFERENCE, WEAKER) and each.complaint]
            yield from (f"  {name}: {warning}" for warning in warnings)
