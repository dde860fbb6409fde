"""What a model was compiled with, read from the description that crossed; loss and metrics by their plain names."""

import json
import re
from dataclasses import dataclass
from typing import Any

from grader.worker import wire


@dataclass(frozen=True)
class Compiled:
    """The settings of `model.compile`.

    Attributes:
        optimizer: Keras' class name, such as "Adam".
        loss: name in snake case, such as "sparse_categorical_crossentropy", or "" for none.
        from_logits: whether the loss applies a softmax of its own.
        metrics: names in snake case, as given.
    """

    optimizer: str
    loss: str
    from_logits: bool
    metrics: tuple[str, ...]


def compiled(answer: wire.Model) -> Compiled:
    """What `answer` was compiled with.

    Raises:
        AssertionError: it was not compiled, or the settings cannot be read.
    """
    if answer.compiled is None:
        raise AssertionError("The model is not compiled. Call model.compile(...) before `return model`.")
    try:
        settings = json.loads(answer.compiled)
    except (ValueError, RecursionError) as error:
        raise AssertionError("The settings of model.compile cannot be read.") from error
    match settings:
        case {"optimizer": optimizer, "loss": loss, "metrics": metrics}:
            metrics = metrics if isinstance(metrics, list) else [metrics]
            from_logits = isinstance(loss, dict) and _configuration(loss).get("from_logits") is True
            return Compiled(_class(optimizer), _name(loss), from_logits, tuple(map(_name, metrics)))
    raise AssertionError("The settings of model.compile are not the usual ones: give an optimizer, a loss and metrics.")


def _configuration(spec: dict[str, Any]) -> dict[str, Any]:
    config = spec.get("config")
    return config if isinstance(config, dict) else {}


def _class(spec: Any) -> str:
    if isinstance(spec, dict):
        return str(spec.get("class_name"))
    return str(spec).capitalize()


def _name(spec: Any) -> str:
    """A loss or metric by name: SparseCategoricalCrossentropy, its function and its text are all the same."""
    match spec:
        case None:
            return ""
        case [one]:
            return _name(one)
        case {"class_name": "function", "config": name}:
            return str(name)
        case {"class_name": name}:
            return re.sub(r"(?<!^)(?=[A-Z])", "_", str(name)).lower()
    return str(spec)
