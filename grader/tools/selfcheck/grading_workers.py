"""Workers for gradings one after the other: forked from one process that has TensorFlow, where possible."""

import atexit
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from functools import cache
from pathlib import Path

from grader.checks.fresh_seed import FreshSeed
from grader.course.syllabus import Exercise, Syllabus
from grader.grading import pipeline
from grader.report.report import Report
from grader.sandbox import levels
from grader.sandbox.connection import Connection, Progress
from grader.sandbox.forkserver import ForkClient, Forkserver
from grader.sandbox.runner import Runner
from grader.sandbox.submission import read


def graded(
    folder: Path,
    course: Syllabus,
    exercises: Sequence[Exercise],
    settings: pipeline.Settings,
    images: pipeline.Images | None = None,
) -> Report:
    """As `grading.pipeline.grade`, and seconds faster where something needs Keras; `images` may have been loaded.

    The fresh inputs are the same each time unless the settings say otherwise: a claim about the kit is to stay true.
    """
    settings = replace(settings, fresh=settings.fresh or FreshSeed.of_number(0))
    with closing(Runner(read(folder), worker=worker)) as runner:
        return pipeline.grade_with(runner, course, exercises, settings, images=images)


def worker(progress: Progress | None) -> Connection:
    """A worker that needs not wait for the import of TensorFlow."""
    if levels.strongest() == levels.BUBBLEWRAP:
        return Connection(progress=progress, level=levels.BUBBLEWRAP, spawn=_forks().fork)
    return Connection(progress=progress)


@cache
def _forks() -> ForkClient:
    """Those of a forkserver that lives as long as this process."""
    client = ForkClient(Forkserver().address)
    atexit.register(client.close)
    return client
