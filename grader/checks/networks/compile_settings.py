"""The settings of model.compile, read from the description that crossed; losses and metrics by their plain names."""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

from grader.checks.networks.configuration import snake
from grader.sandbox.worker import trial, wire

KERAS = ("keras.optimizers", "keras.losses", "keras.metrics", "builtins")  # a function's module is written as builtins
LONGEST = 60  # characters of a name
UNKNOWN = "something else"
SPARSE_LOSS = "sparse_categorical_crossentropy"
MEANS = ("sum_over_batch_size", "mean", "mean_with_sample_weight", "auto")  # all the same without weights of images
CLOSE = 1e-3  # relative; float32 keeps seven digits, mixed precision three
NO_SUCH_NAME = ("AttributeError", "NameError", "UnboundLocalError", "ImportError", "ModuleNotFoundError")
MOST_METRICS = 10  # that are looked at
HIGHEST_RATE, LOWEST_RATE = 0.1, 1e-6  # of learning
LATE = 50  # steps, less than an epoch, and more than the epochs of a training


@dataclass(frozen=True)
class CompileSettings:
    """The settings of `model.compile`.

    Attributes:
        optimizer: Keras' class name, such as "Adam", or "MyAdam (a class of your own)"; of a LossScaleOptimizer the
            one within.
        loss: name in snake case, such as "sparse_categorical_crossentropy", or "" for none.
        from_logits: whether the loss itself applies a softmax.
        metrics: names in snake case; "accuracy" for the text "accuracy" or "acc", for which Keras chooses by the loss.
        reduction: what becomes of the losses of a batch: "mean", or as Keras calls it: "sum", "none".
        logs: what a first step of training reported, by name; None: there was none.
        error: in which that step ended; "" if it did not.
        still: that step changed no weight, nor did some more.
        after: the loss after that step, if it changed weights at a learning rate that is a number and no schedule.
        rates: the learning rate at each of `trial.RATED_STEPS`, or none if nobody can tell.
    """

    optimizer: str
    loss: str
    from_logits: bool
    metrics: tuple[str, ...]
    reduction: str = "mean"
    logs: Mapping[str, float] | None = None
    error: str = ""
    still: bool = False
    after: float | None = None
    rates: tuple[float, ...] = ()

    @property
    def is_broken(self) -> bool:
        """Whether that step ended in a name that does not exist, so that nobody can tell what fits."""
        return self.error.partition(":")[0] in NO_SUCH_NAME

    @property
    def late_rate(self) -> float | None:
        """The learning rate after LATE steps, or None if nobody can tell."""
        return self.rates[trial.RATED_STEPS.index(LATE)] if len(self.rates) == len(trial.RATED_STEPS) else None

    @property
    def is_too_fast(self) -> bool:
        """Whether the learning rate is ever above HIGHEST_RATE."""
        return any(rate > HIGHEST_RATE for rate in self.rates)

    @property
    def is_too_slow(self) -> bool:
        """Whether the learning rate is below LOWEST_RATE after LATE steps; before, a schedule may begin at 0."""
        return self.late_rate is not None and not self.late_rate >= LOWEST_RATE  # NaN is neither

    @property
    def descends(self) -> bool:
        """Whether the first step lowered the loss, as far as is known."""
        return self.after is None or self.logs is None or self.after < self.logs.get("loss", math.inf)

    def reports(self, accuracy: float) -> bool:
        """Whether some metric of the first step has this value."""
        return any(near(value, accuracy) for name, value in (self.logs or {}).items() if name != "loss")

    def has_sparse_loss(self, first_loss: float) -> bool:
        """Whether the loss is the cross-entropy of integer labels: by its name, or by its value in the first step.

        A lambda, a partial or a function of your own has no name that tells.
        """
        return self.loss == SPARSE_LOSS or near((self.logs or {}).get("loss", 0.0), first_loss)


def first_step(model: wire.Model) -> dict[str, float]:
    """The values that the trial of a dense softmax layer must report: mean cross-entropy, and share of right labels."""
    kernel, bias = (weight.astype(np.float64) for weight in model.weights)
    raised = np.exp(trial.rows(kernel.shape[:1]) @ kernel + bias)
    probabilities = raised / raised.sum(axis=1, keepdims=True)
    losses = -np.log(probabilities[np.arange(trial.ROWS), trial.LABELS])
    return {
        "loss": float(losses.mean()),
        "accuracy": float((probabilities.argmax(axis=1) == trial.LABELS).mean()),
    }


def near(found: float, wanted: float) -> bool:
    """Whether a reported number is the one that is wanted."""
    return abs(found - wanted) <= CLOSE * wanted


def read_compile_settings(answer: wire.Model) -> CompileSettings:
    """The settings that `answer` was compiled with.

    Raises:
        AssertionError: it was not compiled, or the settings cannot be read.
    """
    if answer.compiled is None:
        raise AssertionError("The model is not compiled. Call model.compile(...) before `return model`.")
    try:
        settings = json.loads(answer.compiled)
    except (ValueError, TypeError, RecursionError) as error:
        raise AssertionError("The settings of model.compile cannot be read.") from error
    match settings:
        case {"optimizer": optimizer, "loss": loss, "metrics": metrics}:
            losses, named = list(_each(loss, 0)), tuple(map(_metric, islice(_each(metrics, 0), MOST_METRICS)))
            loss = losses[0] if len(losses) == 1 else None
            from_logits = isinstance(loss, dict) and _configuration(loss).get("from_logits") is True
            name = _name(loss) if loss is not None else f"{len(losses)} losses" if losses else ""
            tried = settings.get("trial")
            logs, failed, still = _trial(tried)
            optimizer = _within(optimizer)
            return CompileSettings(
                optimizer=_class(optimizer),
                loss=name,
                from_logits=from_logits,
                metrics=named,
                reduction=_reduction(loss),
                logs=logs,
                error=failed,
                still=still,
                after=_after(tried, optimizer),
                rates=_rates(tried),
            )
    raise AssertionError("The settings of model.compile are not the usual ones: give an optimizer, a loss and metrics.")


def _each(settings: Any, depth: int) -> Iterator[Any]:
    """One loss or metric after the other, out of lists and of dicts by output."""
    if isinstance(settings, dict) and "class_name" not in settings:
        settings = list(settings.values())
    if isinstance(settings, list) and depth < 3:
        for setting in settings:
            yield from _each(setting, depth + 1)
    elif settings is not None:
        yield settings


def _configuration(spec: dict[str, Any]) -> dict[str, Any]:
    config = spec.get("config")
    return config if isinstance(config, dict) else {}


def _reduction(loss: Any) -> str:
    config = _configuration(loss) if isinstance(loss, dict) else {}
    reduction = config.get("reduction", "mean")
    if reduction in MEANS or loss is None:
        return "mean"
    return "sum" if reduction == "sum" else "none"


def _trial(spec: Any) -> tuple[dict[str, float] | None, str, bool]:
    """The numbers that the first step reported; the error that it ended in; whether it changed nothing."""
    match spec:
        case {"error": str(error)}:
            return None, " ".join(error.split())[: 2 * LONGEST] or UNKNOWN, False
        case {"logs": dict(logs)}:
            numbers = {name[:LONGEST]: value for name, value in logs.items() if type(value) in (int, float)}
            return numbers, "", spec.get("still") is True
    return None, "", False


def _after(spec: Any, optimizer: Any) -> float | None:
    """The loss after the first step; a schedule may begin so low that nobody can tell by it."""
    rate = _configuration(optimizer).get("learning_rate") if isinstance(optimizer, dict) else None
    match spec:
        case {"after": int() | float() as loss} if type(rate) in (int, float):
            return float(loss)
    return None


def _rates(spec: Any) -> tuple[float, ...]:
    match spec:
        case {"rates": list(rates)} if len(rates) == len(trial.RATED_STEPS):
            return tuple(float(f"{rate:.6g}") for rate in rates if type(rate) in (int, float))  # 0.1 as float32 is more
    return ()


def _within(optimizer: Any) -> Any:
    """The optimizer that Keras' LossScaleOptimizer steps with; any other is itself."""
    match optimizer:
        case {"class_name": "LossScaleOptimizer", "module": "keras.optimizers", "config": {"inner_optimizer": inner}}:
            return inner
    return optimizer


def _class(spec: Any) -> str:
    match spec:
        case {"class_name": str(name), "module": module} if name.isidentifier():
            return name[:LONGEST] if module in KERAS else f"{name[:LONGEST]} (a class of your own)"
    return UNKNOWN


def _metric(spec: Any) -> str:
    match spec:
        case str():
            return "accuracy" if spec.lower() in ("accuracy", "acc") else _name(spec)
        case {"class_name": "MeanMetricWrapper", "config": {"fn": function}}:
            return _name(function)
        case {"class_name": "Accuracy"}:
            return "Accuracy()"  # counts predictions that equal the label as numbers, which probabilities never do
    return _name(spec)


def _name(spec: Any) -> str:
    """A loss or metric by name: SparseCategoricalCrossentropy, its function and its text are all the same."""
    match spec:
        case {"class_name": "function", "config": str(name)} if name.isidentifier():
            return name[:LONGEST]
        case {"class_name": "__lambda__"}:
            return "a lambda"
        case {"class_name": str()}:
            return _snake(_class(spec))
        case str() if spec.isidentifier():
            return _snake(spec[:LONGEST])
    return UNKNOWN


def _snake(name: str) -> str:
    return name if " " in name else snake(name)
