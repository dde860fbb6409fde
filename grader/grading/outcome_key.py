"""The facts that an outcome depends on, and its key: their digest, under which the outcome is found again.

One definition for what a student's own machine keeps and for a gradebook.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from grader.course.syllabus import Exercise
from grader.grading.imported_versions import versions_of
from grader.sandbox.runner import Runner
from grader.sandbox.submission import Submission


def facts_of(
    exercise: Exercise,
    submission: Submission,
    *,
    sources: str,
    imports: Iterable[str],
    checks: str,
    versions: Mapping[str, str],
    level: str,
    dataset: Sequence[str] | None,
    seed: int | None,
) -> dict[str, Any]:
    """All that the outcome of an exercise depends on, as plain values.

    Args:
        exercise: the exercise.
        submission: whose.
        sources: digest of what the function is made of, and may use.
        imports: packages that this imports.
        checks: SHA-256 over the grader's own files.
        versions: of Python and the libraries of the kit.
        level: of isolation.
        dataset: name and digest of the images, where the exercise trains on some.
        seed: of the first training, in the same way.
    """
    fault = submission.faults.get(exercise.module)
    return {
        "exercise": exercise.id,
        "folder": submission.name,
        "gate": exercise.gate,
        "sources": sources + (str({exercise.module: str(fault)}) if fault else ""),
        "imported": versions_of(imports),
        "checks": checks,
        "versions": dict(versions),
        "level": level,
        "dataset": list(dataset) if dataset else None,
        "seed": seed,
    }


def key_of(found: Mapping[str, Any]) -> str:
    """SHA-256 over facts."""
    return hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()


def sources_of(runner: Runner, exercise: Exercise) -> tuple[str, str]:
    """Digests of what an exercise's function is made of, and may use: what that does, and how and where it is written.

    Of its own module, that is the part which the function depends on; of the modules that this one may use, all. The
    worker says what the part is, on the student's own machine only: a gradebook asks for no more than whole modules.
    """
    used = runner.used_by(exercise.module)
    part = runner.part(exercise)
    if part is None:
        whole = runner.submission.digest_of(used)
        return whole, whole
    others = runner.submission.digest_of(used - {exercise.module})
    return f"{others} {part['digest']}", f"{others} {part['place']}"
