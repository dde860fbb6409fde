"""A trial is the first step of a training, on a few rows: whether loss and metrics fit the model, and their values."""

import re
from typing import Any

import numpy as np

ROWS = 20
LABELS = np.array([9, 0, 9, 1, 9, 2, 9, 3, 9, 4, 9, 5, 9, 6, 7, 8, 0, 1, 2, 3])  # all ten; one of them often
LONGEST = 120  # characters of what is said of an error
RATED_STEPS = (0, 10, 50, 1000)  # at which the learning rate is asked
MOST_EPOCHS = 50  # of one step a row, until an optimizer that adds up the gradients of many steps has to change weights


def rows(shape: tuple[int, ...]) -> np.ndarray:
    """Numbers from -1 to 1 of this shape each, the same every time and no two alike."""
    numbers: np.ndarray = np.cos(np.arange(1, ROWS * int(np.prod(shape)) + 1) ** 1.5).astype(np.float32)
    return numbers.reshape(ROWS, *shape)


def tried(model: Any) -> dict[str, Any]:
    """A compiled model's first step: `logs`, its loss and metrics by name, or the `error` that it ends in.

    `still` says that it changes no weight, nor do more of them; `after` is the loss once it has changed some; `rates`
    are the learning rates at RATED_STEPS, or none if nobody can tell.

    This changes the weights of the model.
    """
    try:
        return {**(_without_graph(model) or _stepped(model)), "rates": _rates(stepping(model.optimizer))}
    except BaseException as error:  # noqa: BLE001  settings may hold functions of the student's, which may raise anything
        lines = re.sub(r"\x1b\[[0-9;]*m", "", str(error)).strip().splitlines() or [""]
        # Of an error in a graph the first lines say where, and the last one what.
        text = lines[-1] if lines[0].startswith("Graph execution error") else lines[0]
        text = re.sub(r" for '\{\{node.*", "", text)  # the name that TensorFlow gives a place in its graph
        return {"error": f"{type(error).__name__}: {text.strip()}"[:LONGEST].strip(" .:")}


def stepping(optimizer: Any) -> Any:
    """The optimizer within one of Keras' that scales losses for it; any other is itself."""
    scaling = type(optimizer).__name__ == "LossScaleOptimizer" and _is_of_keras(optimizer)
    return optimizer.inner_optimizer if scaling else optimizer


def _rates(optimizer: Any) -> list[float]:
    import keras

    schedule = getattr(optimizer, "_learning_rate", None)  # `learning_rate` is what it says of the next step alone
    try:
        if isinstance(schedule, keras.optimizers.schedules.LearningRateSchedule):
            return [float(schedule(keras.ops.convert_to_tensor(step, "int64"))) for step in RATED_STEPS]
        return [float(optimizer.learning_rate)] * len(RATED_STEPS)
    except Exception:  # noqa: BLE001  as above
        return []


def _without_graph(model: Any) -> dict[str, Any] | None:
    """The same of settings that are Keras' own, in a fifth of the time; None: it is to be found out with a graph.

    Code of the student's might do something else in a graph, and of an error a graph says what a training would say.
    """
    settings = getattr(getattr(model, "_compile_config", None), "config", model)
    within = stepping(model.optimizer)
    if not _is_of_keras([model, model.optimizer, within, getattr(within, "_learning_rate", None), settings]):
        return None
    before = model.run_eagerly
    model.run_eagerly = True
    try:
        return _stepped(model)
    except Exception:  # noqa: BLE001  as above
        return None
    finally:
        model.run_eagerly, model.train_function = before, None


def _stepped(model: Any) -> dict[str, Any]:
    images = rows(tuple(model.input_shape[1:]))
    before = model.get_weights()
    fitted = model.fit(images, LABELS, batch_size=ROWS, epochs=2, shuffle=False, verbose=0)
    logs = {str(name): float(values[0]) for name, values in fitted.history.items()}
    if not _are_same(before, model.get_weights()):
        return {"logs": logs, "still": False, "after": float(fitted.history["loss"][-1])}
    added_up = getattr(stepping(model.optimizer), "gradient_accumulation_steps", None) or 1
    epochs = min(MOST_EPOCHS, -(-int(added_up) // ROWS))
    model.fit(images, LABELS, batch_size=1, epochs=epochs, verbose=0)  # a schedule may begin at 0
    return {"logs": logs, "still": _are_same(before, model.get_weights())}


def _is_of_keras(part: Any) -> bool:
    """Whether nothing in a setting of `compile` is code of the student's."""
    if isinstance(part, (dict, list, tuple)):
        return all(map(_is_of_keras, part.values() if isinstance(part, dict) else part))
    plain = part is None or isinstance(part, (str, int, float))
    return plain or str(getattr(part, "__module__", "")).partition(".")[0] == "keras"


def _are_same(some: list[np.ndarray], others: list[np.ndarray]) -> bool:
    return all(np.array_equal(one, other) for one, other in zip(some, others, strict=True))
