"""Workers for gradings one after the other: forked from one process that has TensorFlow, where that can be."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from grader import grading, isolation
from grader.forkserver import Forks, Forkserver
from grader.fresh import FreshSeed
from grader.link import Link, Progress
from grader.report import Report
from grader.runner import Runner
from grader.submission import read
from grader.syllabus import Exercise, Syllabus


def graded(
    folder: Path,
    course: Syllabus,
    exercises: Sequence[Exercise],
    settings: grading.Settings,
    images: grading.Images | None = None,
) -> Report:
    """As `grader.grading.grade`, and seconds faster where something needs Keras; `images` may have been loaded.

    The fresh inputs are the same each time unless the settings say otherwise: a claim about the kit is to stay true.
    """
    settings = replace(settings, fresh=settings.fresh or FreshSeed.of_number(0))
    runner = Runner(read(folder), worker=worker)
    try:
        return grading.grade_with(runner, course, exercises, settings, images=images)
    finally:
        runner.close()


def worker(progress: Progress | None) -> Link:
    """A worker that needs not wait for the import of TensorFlow."""
    if isolation.strongest() == isolation.BUBBLEWRAP:
        return Link(progress=progress, level=isolation.BUBBLEWRAP, forks=_forks())
    return Link(progress=progress)


@cache
def _forks() -> Forks:
    """Those of a forkserver that lives as long as this process."""
    return Forks(Forkserver().address)
