"""The arguments and results of a student's function, as plain values: Keras models and figures are described.

Keras and Matplotlib are used only where the student's code has imported them: nothing here waits for them.
"""

import json
import sys
from collections.abc import Callable
from typing import Any

import figure_description
import numpy as np
import trial
import wire

LONGEST_TEXT = 300  # characters of an object's own text: a sentence or two
TWICE = "The same layer"  # so begins what is said of a model that has one twice


def flattened(value: Any, arguments: tuple[Any, ...], depth: int = 0) -> Any:
    """`value` in what the wire takes; an object that may not cross is replaced by a `Foreign`."""
    if isinstance(value, np.ndarray):
        plain = type(value) is np.ndarray and value.dtype.kind in wire.ARRAY_KINDS
        return value if plain else wire.Foreign(f"{type(value).__name__} of {value.dtype}", text_of(value))
    if value is None or isinstance(value, bool | str | int | float):  # NumPy's np.str_ and np.float64 among them
        return value
    if isinstance(value, np.generic):
        return value if value.dtype.kind in wire.ARRAY_KINDS else _foreign(value)
    if depth > wire.DEEPEST_NESTING:
        return _foreign(value)
    if isinstance(value, list):
        return [flattened(item, arguments, depth + 1) for item in value]
    if isinstance(value, tuple):
        return tuple(flattened(item, arguments, depth + 1) for item in value)
    if isinstance(value, dict):
        return {_key(key): flattened(item, arguments, depth + 1) for key, item in value.items()}
    if _is(value, "keras", "Model"):
        return _described_model(value, arguments)
    if _is(value, "keras", "callbacks.History"):
        return flattened(value.history, arguments, depth + 1)
    if _is(value, "matplotlib", "figure.Figure"):
        return _described_figure(value)
    return _foreign(value)


def revived(value: Any) -> Any:
    """`value` as the student's function is to get it: a described model becomes a Keras model."""
    if isinstance(value, tuple):
        return tuple(revived(item) for item in value)
    if isinstance(value, dict):
        return {key: revived(item) for key, item in value.items()}
    if isinstance(value, wire.Model):
        import keras

        model = keras.saving.deserialize_keras_object(json.loads(value.config))
        model.set_weights(value.weights)
        return model
    return value


def containers(args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[int | str, Any]:
    """The arguments that a function could change, each as a message: what it was, whatever happens to it later."""
    named: dict[int | str, Any] = {**dict(enumerate(args)), **kwargs}
    kinds = np.ndarray | list | tuple | dict
    return {name: _message(value) for name, value in named.items() if isinstance(value, kinds)}


def _message(value: Any) -> bytes:
    try:
        return wire.encode(flattened(value, ()))
    except wire.WireError:
        return wire.encode(_foreign(value))


def text_of(value: object, longest: int = LONGEST_TEXT) -> str:
    """The beginning of an object's own text; its `__str__` is the student's and may do anything."""
    try:
        text = str(value)
    except Exception as error:  # noqa: BLE001  as the sentence above says
        text = f"its text cannot be read: {type(error).__name__}"
    return text if len(text) <= longest else text[:longest] + "…"


def close_figures() -> None:
    """Forget the figures that pyplot holds on to."""
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")


def watch_epochs(tell: Callable[[dict[str, Any]], None]) -> None:
    """Have every `fit` tell of its epochs: number of the one just ended (from 1), of how many, and its figures."""
    import keras

    class Watch(keras.callbacks.Callback):  # type: ignore[misc]
        def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:  # noqa: ARG002  Keras gives it
            tell({"epoch": 0, "epochs": int(self.params.get("epochs") or 0)})

        def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
            figures = {str(name): float(value) for name, value in (logs or {}).items()}
            tell({"epoch": epoch + 1, "epochs": int(self.params.get("epochs") or 0), **figures})

    usual = keras.callbacks.CallbackList.__init__

    def watched(self: Any, callbacks: Any = None, *args: Any, **kwargs: Any) -> None:
        given = list(callbacks) if isinstance(callbacks, list | tuple) else [callbacks] if callbacks else []
        usual(self, [*given, Watch()], *args, **kwargs)

    keras.callbacks.CallbackList.__init__ = watched


def _key(key: Any) -> Any:
    return key if key is None or isinstance(key, bool | str | int | float | np.generic) else text_of(key)


def _foreign(value: object) -> wire.Foreign:
    return wire.Foreign(type(value).__name__, text_of(value))


def _is(value: object, library: str, path: str) -> bool:
    """Whether `value` is of a library's class, without importing the library."""
    found: Any = sys.modules.get(library)
    for name in path.split("."):
        found = getattr(found, name, None)
    if found is None and library == "matplotlib":  # matplotlib.figure is a module that may be imported alone
        found = getattr(sys.modules.get("matplotlib.figure"), "Figure", None)
    return isinstance(found, type) and isinstance(value, found)


def _described_model(model: Any, arguments: tuple[Any, ...]) -> wire.Model | wire.Foreign:
    again = _layer_again(model)
    if again is not None:  # Keras leaves it out of the configuration
        return wire.Foreign(type(model).__name__, f"{TWICE}, {again[:60]}, is in the model more than once")
    try:
        layered = _layered(model)
        config = json.dumps(_configuration(layered), default=text_of)
        weights = [np.asarray(weight) for weight in layered.get_weights()]
    except Exception as error:  # noqa: BLE001  a class of the student's own may raise anything
        return wire.Foreign(type(model).__name__, f"cannot be written as a configuration: {text_of(error)}")
    size, most = sum(weight.nbytes for weight in weights), wire.LARGEST_MESSAGE
    if size > most:
        said = f"its {sum(weight.size for weight in weights):,} parameters are {size >> 20} MB"
        raise wire.WireError(f"{said}, more than the {most >> 20} MB that may cross; build a smaller model")
    argument = next((index for index, value in enumerate(arguments) if value is model), None)
    settings = None
    if model.compiled:
        settings = _settings(model)
        if any(_is(value, "keras", "Model") for value in arguments):  # it was to be compiled, and nothing else
            settings["trial"] = trial.tried(model)
    return wire.Model(config, weights, None if settings is None else json.dumps(settings, default=text_of), argument)


def _layered(model: Any) -> Any:
    """The model, or a functional one of its layers: Keras does not write those of a class with its own __init__."""
    import keras

    functional = keras.src.models.functional.Functional
    own = isinstance(model, functional) and type(model) is not functional
    return functional(model.inputs, model.outputs) if own and type(model).call is functional.call else model


def _configuration(model: Any) -> Any:
    """Architecture alone, as Keras writes it: what a model was compiled with may be something that cannot.

    Nor may what its layers are given, such as a regularizer of your own: of that its class is written, and no settings.
    A layer without settings is refused where it is read, by its class.
    """
    import keras

    library = keras.src.saving.serialization_lib
    usual = library._get_class_or_fn_config  # Keras asks it of each object

    def of_any(part: Any) -> Any:
        try:
            return usual(part)
        except Exception:  # a class of the student's own may raise anything
            if part is model:
                raise
            return {}

    keras.Model.get_compile_config = lambda _model: None  # asked of models within the model, too
    library._get_class_or_fn_config = of_any
    try:
        written = keras.saving.serialize_keras_object(model)
    finally:
        del keras.Model.get_compile_config  # what it inherits is there again
        library._get_class_or_fn_config = usual
    if written.get("class_name") not in ("Sequential", "Functional") and isinstance(written.get("config"), dict):
        # A class that changes how a model is trained, such as train_step, is made of the same layers.
        for made_of, name in ((keras.Sequential, "Sequential"), (keras.src.models.functional.Functional, "Functional")):
            if isinstance(model, made_of) and "layers" in written["config"]:
                return {**written, "module": "keras", "class_name": name, "registered_name": name}
    return written


def _settings(model: Any) -> dict[str, Any]:
    """The settings a model was compiled with; one that cannot be written, such as your own schedule, by its class."""
    import keras

    try:
        written = model.get_compile_config()
        if isinstance(written, dict) and "optimizer" in written:
            return json.loads(json.dumps(written, default=text_of))  # type: ignore[no-any-return]
    except Exception:  # noqa: BLE001, S110  as above; each setting is written by itself then
        pass
    found: dict[str, Any] = {}
    given = getattr(getattr(model, "_compile_config", None), "config", {})
    for name in ("optimizer", "loss", "metrics", "weighted_metrics", "loss_weights"):
        value = trial.stepping(model.optimizer) if name == "optimizer" else given.get(name)
        try:
            found[name] = json.loads(json.dumps(keras.saving.serialize_keras_object(value), default=text_of))
        except Exception:  # noqa: BLE001  as above
            kind = value if isinstance(value, type) else type(value)  # Keras takes a class for a loss, too
            homes = (home for home in (keras.optimizers, keras.losses) if getattr(home, kind.__name__, None) is kind)
            found[name] = {"class_name": kind.__name__, "module": next((home.__name__ for home in homes), None)}
    return found


def _layer_again(model: Any) -> str | None:
    """The name of a layer that was added to a Sequential more than once."""
    seen: set[int] = set()
    for layer in model.layers if _is(model, "keras", "Sequential") else []:
        if id(layer) in seen:
            return str(layer.name)
        seen.add(id(layer))
    return None


def _described_figure(figure: Any) -> wire.Figure | wire.Foreign:
    try:
        return wire.Figure(*figure_description.described(figure))
    except figure_description.Undescribed as error:
        return wire.Foreign("Figure", f"can be drawn, and the grader could not read it: {text_of(error)}")
    except Exception as error:  # noqa: BLE001  parts of a figure may be of the student's own classes
        return wire.Foreign("Figure", f"cannot be drawn: {type(error).__name__}: {text_of(error)}")
