"""An experiment trains one published system from a submission's functions, and measures it on the test images."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.course.datasets import Dataset
from grader.tools.reproduce.functions import Functions
from grader.tools.reproduce.systems import PUBLISHED_ON, TEST_SET, System, remark

STEPS_AT_ONCE = 20  # training steps per call into TensorFlow: the same arithmetic, in half the time for `dense`
SINGLES = 5  # images that are predicted one at a time

Epoch = Callable[[float, dict[str, float]], None]  # hears epochs done so far, and Keras' figures where one has ended
Array = NDArray[Any]


@dataclass(frozen=True)
class Single:
    """One image, predicted on its own."""

    index: int
    true: int
    predicted: int
    probability: float


@dataclass(frozen=True)
class Result:
    """The result of one system.

    Attributes:
        accuracy: share of the test images that it labels rightly.
        seconds: that training took.
        scores: of each digit, from its TP, FP, FN and TN, by name.
        report: the classification report.
    """

    system: System
    dataset: str
    seed: int
    parameters: int
    seconds: float
    history: dict[str, list[float]]
    y_true: Array
    y_pred: Array
    accuracy: float
    cm: Array
    report: dict[str, Any]
    scores: dict[str, Array]
    roc_auc: float | None
    singles: tuple[Single, ...]

    def as_dict(self) -> dict[str, Any]:
        """The content of `metrics.json`, in plain values and NumPy's."""
        per_digit = {
            str(digit): {name: values[digit] for name, values in self.scores.items()} for digit in range(len(self.cm))
        }
        facts: dict[str, Any] = {
            "system": self.system.name,
            "model": self.system.model,
            "dataset": self.dataset,
            "seed": self.seed,
            "epochs": self.system.epochs,
            "batch_size": self.system.batch_size,
            "parameters": self.parameters,
            "seconds": round(self.seconds, 1),
            "accuracy": self.accuracy,
            "published_accuracy": self.system.published,
            "published_on": PUBLISHED_ON,
            "classification_report": self.report,
            "per_digit": per_digit,
            "confusion_matrix": self.cm,
            "history": self.history,
        }
        if self.roc_auc is not None:
            facts["roc_auc"] = self.roc_auc
        if warning := remark(self.dataset):
            facts["remark"] = warning
        if self.singles:
            facts["single_predictions"] = [vars(single) for single in self.singles]
        return facts


def run(system: System, call: Functions, data: Dataset, seed: int, tell: Epoch) -> Result:
    """Train and measure a system.

    Raises:
        Stopped: a function of the submission raised something.
    """
    import keras

    keras.utils.set_random_seed(seed)
    labels, y_true = data.train_labels.astype(int), data.test_labels.astype(int)
    test = _as_input(call, system, data.test_images)
    model = call(f"models.{system.model}")

    start = time.monotonic()
    if system.augmented:
        history = _train_augmented(call, system, model, (data.train_images, labels), seed, tell)
    else:
        history = _train(call, system, model, (data.train_images, labels), (test, y_true), seed, tell)
    seconds = time.monotonic() - start

    probabilities = model.predict(test, batch_size=500, verbose=0)
    y_pred = np.asarray(call("metrics.predicted_labels", probabilities))
    cm = np.asarray(call("metrics.confusion_matrix", y_true, y_pred))
    return Result(
        system=system,
        dataset=data.name,
        seed=seed,
        parameters=model.count_params(),
        seconds=seconds,
        history=history,
        y_true=y_true,
        y_pred=y_pred,
        accuracy=float(np.mean(y_true == y_pred)),
        cm=cm,
        report=call("metrics.classification_report", cm),
        scores=_scores(call, cm),
        roc_auc=call("metrics.roc_auc", y_true, probabilities) if system.shows_auc else None,
        singles=_singles(call, model, test, y_true) if system.shows_single else (),
    )


def _train(
    call: Functions,
    system: System,
    model: Any,
    training: tuple[Array, Array],
    test: tuple[Array, Array],
    seed: int,
    tell: Epoch,
) -> dict[str, list[float]]:
    images, labels = training
    if system.validation == TEST_SET:
        validation = test
    else:
        images, labels, *held_out = call("preprocessing.split_validation", *training, system.validation, seed)
        validation = (_as_input(call, system, held_out[0]), held_out[1])
    model = call("training.compile_model", model)
    return _fit(system, model, _as_input(call, system, images), labels, validation, range(system.epochs), tell)


def _train_augmented(
    call: Functions, system: System, model: Any, training: tuple[Array, Array], seed: int, tell: Epoch
) -> dict[str, list[float]]:
    images, labels, *held_out = call("preprocessing.split_validation", *training, system.validation, seed)
    validation = (_as_input(call, system, held_out[0]), call("preprocessing.one_hot", held_out[1]))
    targets = call("preprocessing.one_hot", labels)
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])

    history: dict[str, list[float]] = {}
    for epoch in range(system.epochs):
        shifted = call("preprocessing.augment_images", images, seed + epoch)
        epochs, inputs = range(epoch, epoch + 1), _as_input(call, system, shifted)
        for name, values in _fit(system, model, inputs, targets, validation, epochs, tell).items():
            history.setdefault(name, []).extend(values)
    return history


def _fit(
    system: System,
    model: Any,
    images: Array,
    targets: Array,
    validation: tuple[Array, Array],
    epochs: range,
    tell: Epoch,
) -> dict[str, list[float]]:
    import keras

    class Watch(keras.callbacks.Callback):  # type: ignore[misc]
        def on_train_batch_end(self, batch: int, logs: object = None) -> None:  # noqa: ARG002  Keras names it
            tell(self.epoch + (batch + 1) / self.params["steps"], {})

        def on_epoch_begin(self, epoch: int, logs: object = None) -> None:  # noqa: ARG002  Keras names it
            self.epoch = epoch

        def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
            tell(epoch + 1, logs or {})

    model.steps_per_execution = STEPS_AT_ONCE
    fitted = model.fit(
        images,
        targets,
        batch_size=system.batch_size,
        initial_epoch=epochs.start,
        epochs=epochs.stop,
        validation_data=validation,
        callbacks=[Watch()],
        verbose=0,
    )
    return {name: [float(value) for value in values] for name, values in fitted.history.items()}


def _as_input(call: Functions, system: System, images: Array) -> Array:
    """Images as the system's model takes them: float32 in 0..1, with a channel axis or without."""
    scaled = call("preprocessing.scale_pixels", images)
    return np.asarray(call("preprocessing.add_channel", scaled) if system.has_channel else scaled)


def _scores(call: Functions, cm: Array) -> dict[str, Array]:
    """The counts of each digit and what follows from them, each (10,)."""
    tp, fp, fn, tn = map(np.asarray, call("metrics.one_vs_rest_counts", cm))
    precision = np.asarray(call("metrics.precision", tp, fp))
    sensitivity = np.asarray(call("metrics.recall", tp, fn))
    return {
        "tp": tp,
        "fp": fp,
        "fn": fn,
        "tn": tn,
        "accuracy": np.asarray(call("metrics.accuracy", tp, fp, fn, tn)),
        "precision": precision,
        "sensitivity": sensitivity,
        "specificity": np.asarray(call("metrics.specificity", tn, fp)),
        "f_score": np.asarray(call("metrics.f_score", precision, sensitivity)),
    }


def _singles(call: Functions, model: Any, test: Array, y_true: Array) -> tuple[Single, ...]:
    """The first test images, each predicted as a batch of one."""
    singles = []
    for index in range(min(SINGLES, len(test))):
        probabilities = model.predict(test[index : index + 1], verbose=0)
        predicted = int(np.asarray(call("metrics.predicted_labels", probabilities))[0])
        singles.append(Single(index, int(y_true[index]), predicted, float(probabilities[0, predicted])))
    return tuple(singles)
