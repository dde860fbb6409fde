"""Measures every version of a function in turns, so that other work of the machine affects all alike."""

import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.course.syllabus import Exercise
from grader.sandbox.call_fault import Unusable
from grader.sandbox.calls import StudentError, Todo
from grader.tools.benchmark.call_timer import CallTimer

FLOOR, NAIVE, REFERENCE, SUBMISSION = "floor", "naive", "reference", "submission"
TODO = "todo"  # why a stub is left out
IMAGES = 60_000  # as many as MNIST has for training
TRIALS = 3  # calls that decide how often a version is timed in a turn
FEW = 10  # images of the call that shows whether there is anything to time

# Per function: what it is given, and the bytes that it hands back for each image.
GIVEN: dict[str, tuple[str, ...]] = {
    "scale_pixels": ("images",),
    "add_channel": ("images",),
    "flatten_images": ("images",),
    "one_hot": ("labels",),
    "split_validation": ("images", "labels"),
    "augment_images": ("images",),
}
OUTPUT_BYTES = {
    "scale_pixels": 28 * 28 * 4,
    "add_channel": 28 * 28,
    "flatten_images": 28 * 28,
    "one_hot": 10 * 4,
    "split_validation": 28 * 28 + 1,
    "augment_images": 28 * 28,
}


@dataclass(frozen=True)
class Effort:
    """How much to measure.

    Attributes:
        images: of each call.
        budget: seconds that the turns of one function may take, if the fewest turns allow it.
        turns: at least and at most; each version is timed once a turn, or several times if it takes under `short`.
        short: seconds; what takes less is repeated within a turn until it adds up to them, at most `repeats` times.
    """

    images: int = IMAGES
    budget: float = 6.0
    turns: tuple[int, int] = (7, 25)
    short: float = 0.25  # so that a slow version does not leave the others a handful of calls, too few for a median
    repeats: int = 20


@dataclass(frozen=True)
class Timing:
    """One version of one function, measured."""

    function: str
    version: str
    name: str  # of the folder
    images: int
    seconds: tuple[float, ...]
    floor: float  # median of the floor, in seconds

    @property
    def median(self) -> float:
        """Of the seconds of all calls; the mean would follow the calls that something else delayed."""
        return statistics.median(self.seconds)

    @property
    def facts(self) -> dict[str, Any]:
        """What is kept next to pytest-benchmark's statistics; all from the median."""
        output = OUTPUT_BYTES[self.function] * self.images
        median = max(self.median, 1e-9)  # a clock may be too coarse for a view
        return {
            "folder": self.name,
            "images": self.images,
            "output_bytes": output,
            "output_gb_per_s": output / median / 1e9,
            "images_per_s": self.images / median,
            "ratio_to_floor": self.median / self.floor,
        }


def arguments(function: str, images: int) -> tuple[np.ndarray, ...]:
    """What a function is called with: random pixels and labels do, for no time depends on what is drawn."""
    rng = np.random.default_rng(0)
    made = {
        "images": lambda: rng.integers(256, size=(images, 28, 28), dtype=np.uint8),
        "labels": lambda: rng.integers(10, size=images, dtype=np.uint8),
    }
    return tuple(made[name]() for name in GIVEN[function])


def measure(
    exercise: Exercise, stopwatches: Mapping[str, CallTimer], effort: Effort, tell: Callable[[str], None]
) -> tuple[list[Timing], dict[str, str]]:
    """Time all versions of a function.

    Args:
        exercise: the function.
        stopwatches: by version; the floor must be among them.
        effort: how much to measure.
        tell: hears how far it is.

    Returns:
        The timings, and why versions were left out: `TODO` or a sentence, by version.
    """
    function = exercise.function
    few, many = arguments(function, FEW), arguments(function, effort.images)
    left_out: dict[str, str] = {}
    repeats: dict[str, int] = {}
    once = 0.0  # seconds of one turn
    for version, stopwatch in stopwatches.items():
        tell(f"{function}, {version}")
        try:
            stopwatch.call(exercise, few, {})
            stopwatch.send(exercise, many)
            # The first call is slow, and so is any that something else delays: the fastest says how many fit in a turn.
            seconds = min(stopwatch.time(exercise, TRIALS))
        except (Todo, StudentError, Unusable) as error:
            left_out[version] = reason(exercise, error)
            continue
        repeats[version] = max(1, min(effort.repeats, int(effort.short / max(seconds, 1e-9))))
        once += seconds * repeats[version]

    turns = max(effort.turns[0], min(effort.turns[1], int(effort.budget / max(once, 1e-9))))
    measured: dict[str, list[float]] = {version: [] for version in repeats}
    for turn in range(turns):
        for version in [version for version in repeats if version not in left_out]:
            tell(f"{function}, turn {turn + 1} of {turns}, {version}")
            try:
                measured[version] += stopwatches[version].time(exercise, repeats[version])
            except Unusable as error:
                left_out[version] = reason(exercise, error)
    if FLOOR in left_out:
        raise RuntimeError(f"the floor of {function} cannot be measured: {left_out[FLOOR]}")

    floor = statistics.median(measured[FLOOR])
    timings = [
        Timing(function, version, stopwatches[version].submission.name, effort.images, tuple(seconds), floor)
        for version, seconds in measured.items()
        if version not in left_out
    ]
    return timings, left_out


def reason(exercise: Exercise, error: Exception) -> str:
    """Why a version is left out, in one line."""
    if isinstance(error, Todo):
        return TODO
    if isinstance(error, StudentError):
        places = [f"{frame.file}:{frame.line}: {frame.text}" for frame in error.frames[-1:]]
        said = " ".join([exercise.id, "raised", error.raised, *places, error.remedy])
    else:
        said = str(error)
    return " ".join(said.split())
