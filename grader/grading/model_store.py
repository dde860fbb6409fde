"""The model store keeps the models of trainings, so that one can look at what the last grading trained.

A model lies under the key of its outcome. A submission has a folder with a small file per exercise, which names the key
of the last grading. Models are kept as messages of the wire: reading one runs no code, whatever is in the file.
"""

import contextlib
import json
import os
from dataclasses import dataclass, replace
from pathlib import Path

from grader.sandbox.worker import wire
from grader.util import cache
from grader.util.files import write_whole_bytes

MOST_KEPT = 24  # models in the store; one of the reference takes 0.4 to 1 MB, the largest allowed 20


@dataclass(frozen=True)
class KeptModel:
    """A model of the last grading.

    Attributes:
        exercise: id of the training.
        key: of its outcome.
        model: as it crossed; nothing of it has been checked.
        accuracy: share of the test images that it recognised.
        dataset: name of the images that it was trained and measured on.
    """

    exercise: str
    key: str
    model: wire.Model
    accuracy: float
    dataset: str


def put(key: str, model: wire.Model) -> None:
    """Keep a model under the key of its outcome; one that is too large, or a full disk, is not an error."""
    file = _file(key)
    with contextlib.suppress(OSError, wire.WireError):
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole_bytes(file, wire.encode(replace(model, compiled=None, argument=None)))
        for old in sorted(file.parent.glob("*.model"), key=lambda each: each.stat().st_mtime)[:-MOST_KEPT]:
            old.unlink(missing_ok=True)


def point(place: Path, exercise: str, key: str, *, accuracy: float, dataset: str) -> None:
    """Note for a submission that its last grading had this outcome of the exercise.

    Args:
        place: folder of the submission in the store.
        exercise: its id.
        key: of the outcome.
        accuracy: as in `KeptModel`.
        dataset: as there.
    """
    with contextlib.suppress(OSError):  # it is not there
        os.utime(_file(key))  # in use again: the oldest go first
    cache.write_plain(place / f"{exercise}.json", {"key": key, "accuracy": accuracy, "dataset": dataset})


def get(place: Path, exercise: str) -> KeptModel | None:
    """The model of the last grading, or None if there is none that can be read."""
    try:
        noted = json.loads((place / f"{exercise}.json").read_text(encoding="utf-8"))
        key, accuracy, dataset = str(noted["key"]), float(noted["accuracy"]), str(noted["dataset"])
        model = wire.decode(_file(key).read_bytes())
    except (OSError, ValueError, LookupError, TypeError, RecursionError, wire.WireError):
        return None
    return KeptModel(exercise, key, model, accuracy, dataset) if isinstance(model, wire.Model) else None


def _file(key: str) -> Path:
    return cache.folder() / "models" / f"{key}.model"
