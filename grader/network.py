"""A network is a model of the student's, rebuilt here from its configuration and weights, and measured here.

The configuration comes from untrusted code, so it is walked before Keras reads it: every object in it must be on the
lists below, which hold layers of Keras' own that do arithmetic and nothing else. What Keras would only need for
training (initialisers, regularisers, constraints, seeds) is left out. Sizes are known before memory is taken.
"""

import json
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from grader.worker import wire

MOST_LAYERS = 60  # nested ones included; the largest reference design has 30
MOST_PARAMETERS = 5_000_000  # 20 MB of float32; the largest reference design has a quarter million
MOST_CALLS = 300  # layers applied to something, in all; a layer may be used twice
LARGEST_ACTIVATION = 2_000_000  # numbers per image between two layers; 28 x 28 x 512 is a fifth of it
LARGEST_NUMBER = 10_000_000  # in a configuration; image sizes and units are far below it
PREDICTION_LIMIT = 120.0  # seconds for the whole test set; build_cnn takes 2 on two cores
BATCH = 500  # images predicted at once

LAYERS = frozenset(
    """
    InputLayer Dense Flatten Reshape Permute RepeatVector Identity Activation Embedding EinsumDense
    ReLU LeakyReLU PReLU ELU Softmax
    Conv1D Conv2D Conv3D SeparableConv1D SeparableConv2D DepthwiseConv1D DepthwiseConv2D
    Conv1DTranspose Conv2DTranspose
    MaxPooling1D MaxPooling2D AveragePooling1D AveragePooling2D
    GlobalMaxPooling1D GlobalMaxPooling2D GlobalAveragePooling1D GlobalAveragePooling2D
    BatchNormalization LayerNormalization GroupNormalization UnitNormalization RMSNormalization
    Dropout SpatialDropout1D SpatialDropout2D AlphaDropout GaussianDropout GaussianNoise ActivityRegularization
    ZeroPadding1D ZeroPadding2D Cropping1D Cropping2D UpSampling1D UpSampling2D
    Add Subtract Multiply Average Maximum Minimum Concatenate Dot
    Rescaling RandomTranslation RandomRotation RandomZoom RandomFlip RandomContrast RandomBrightness RandomErasing
    CenterCrop Resizing
    LSTM GRU SimpleRNN Bidirectional TimeDistributed MultiHeadAttention Attention
    """.split()
)
MODELS = {("keras", "Sequential"), ("keras", "Functional"), ("keras.src.models.functional", "Functional")}
# What `x + y` and `keras.ops.relu(x)` become in a functional model.
OPERATIONS = {
    ("keras.src.ops.numpy", name) for name in ("Add", "Subtract", "Multiply", "Maximum", "Average", "Concatenate")
} | {("keras.src.ops.nn", name) for name in ("Relu", "Softmax", "Relu6", "Gelu", "Silu", "Elu", "Sigmoid", "LeakyRelu")}
ACTIVATIONS = frozenset(
    """
    relu softmax linear sigmoid tanh elu selu gelu silu swish mish softplus softsign exponential leaky_relu relu6
    hard_sigmoid hard_silu hard_swish celu glu log_softmax log_sigmoid squareplus sparsemax
    """.split()
)
_ALIASES = {"softmax_v2": "softmax"}  # what tf.nn.softmax calls itself
_DTYPES = frozenset({"float32", "float16", "bfloat16", "mixed_float16", "mixed_bfloat16", "uint8", "int32", "int64"})


class NetworkRefused(AssertionError):
    """The model is not one that may be rebuilt here, with a sentence for the student."""


@dataclass(frozen=True)
class Layer:
    """What matters of a layer: an activation layer counts as its predecessor's activation, a Reshape to rows as Flatten.

    Attributes:
        kind: Keras' class name.
        facts: units, filters, kernel_size, pool_size, strides, padding, rate and activation, where the kind has them.
        output_shape: shape for one image.
        parameters: how many numbers it learns or keeps.
    """

    kind: str
    facts: dict[str, Any]
    output_shape: tuple[int | None, ...]
    parameters: int

    def __str__(self) -> str:
        said = [str(value) for name, value in self.facts.items() if name != "strides"]
        return f"{self.kind}({', '.join(said)})"


class Network:
    """A rebuilt model; `Network(answer)` refuses whatever is not one.

    Args:
        answer: what the student's function returned.

    Raises:
        NetworkRefused: it is no model, or one that may not be rebuilt.
    """

    def __init__(self, answer: object) -> None:
        if not isinstance(answer, wire.Model):
            raise NetworkRefused(_no_model(answer))
        try:
            config = json.loads(answer.config)
        except (ValueError, RecursionError) as error:
            raise NetworkRefused("The model's configuration cannot be read.") from error
        walk = _Walk()
        cleaned = walk.object(config, "the model")
        self._model = _built(cleaned, answer.weights)
        self._check_activations()

    @cached_property
    def input_shape(self) -> tuple[int | None, ...]:
        """Shape of one image as the model takes it."""
        return tuple(self._model.input_shape[1:])

    @cached_property
    def output_shape(self) -> tuple[int | None, ...]:
        """Shape of the answer for one image."""
        return tuple(self._model.output_shape[1:])

    @cached_property
    def parameters(self) -> int:
        """How many numbers it learns or keeps."""
        return int(self._model.count_params())

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """Its layers in order, without the input, activations folded into what they act on."""
        layers: list[Layer] = []
        for layer in _operations(self._model, nested=False):
            found = _layer(layer)
            if found.kind in ("InputLayer", "Identity") or (found.kind == "Activation" and _acts(found) == "linear"):
                continue
            if found.kind == "Activation" and layers and layers[-1].facts.get("activation") == "linear":
                last = layers[-1]
                layers[-1] = Layer(last.kind, {**last.facts, **found.facts}, last.output_shape, last.parameters)
                continue
            layers.append(found)
        return tuple(layers)

    @property
    def has_convolution(self) -> bool:
        return any("Conv" in layer.kind for layer in self.layers)

    @property
    def skip_connections(self) -> int:
        """How many additions of two branches it has."""
        return sum(type(operation).__name__ == "Add" for operation in _operations(self._model))

    @property
    def config(self) -> str:
        """Its configuration as JSON text."""
        import keras

        return json.dumps(keras.saving.serialize_keras_object(self._model))

    def takes(self, images: np.ndarray) -> np.ndarray:
        """Images (n, 28, 28) uint8 as the model takes them: float32 in [0, 1], shaped as its input.

        Raises:
            NetworkRefused: its input has another number of entries.
        """
        if None in self.input_shape or math.prod(size or 0 for size in self.input_shape) != images[0].size:
            raise NetworkRefused(f"The model takes {self.input_shape}; an image is (28, 28), or (28, 28, 1).")
        scaled: np.ndarray = (images / np.float32(255)).astype(np.float32).reshape(len(images), *self.input_shape)
        return scaled

    def probabilities(self, images: np.ndarray) -> np.ndarray:
        """What it answers for uint8 images (n, 28, 28): float32 (n, 10).

        Raises:
            NetworkRefused: it takes another input, gives another output, or takes too long.
        """
        inputs = self.takes(images)
        if self.output_shape != (10,):
            raise NetworkRefused(f"The model answers with {self.output_shape} per image; ten digits are (10,).")
        deadline = time.monotonic() + PREDICTION_LIMIT
        answers = []
        for start in range(0, len(inputs), BATCH):
            if time.monotonic() > deadline:
                raise NetworkRefused(f"Predicting takes more than {PREDICTION_LIMIT:g} seconds. Make the model smaller.")
            answers.append(np.asarray(self._predict(inputs[start : start + BATCH]), dtype=np.float32))
        return np.concatenate(answers)

    def accuracy(self, images: np.ndarray, labels: np.ndarray) -> float:
        """The share of images for which the largest answer is at the label; an answer with NaN is wrong."""
        answers = self.probabilities(images)
        right = (answers.argmax(axis=1) == labels) & ~np.isnan(answers).any(axis=1)
        return float(right.mean())

    @cached_property
    def _predict(self) -> Any:
        import tensorflow as tf

        model = self._model
        return tf.function(lambda batch: model(batch, training=False), reduce_retracing=True)

    def _check_activations(self) -> None:
        if len(self._model.inputs) != 1 or len(self._model.outputs) != 1:
            raise NetworkRefused("The model has more than one input or output; it should have one of each.")
        for operation in _operations(self._model):
            for node in operation._inbound_nodes:
                for tensor in node.output_tensors:
                    if math.prod(size or 1 for size in tensor.shape) > LARGEST_ACTIVATION:
                        raise NetworkRefused(
                            f"{type(operation).__name__} gives {tensor.shape[1:]} per image, which is more than "
                            f"{LARGEST_ACTIVATION:,} numbers. Make the model smaller."
                        )


def _no_model(answer: object) -> str:
    if answer is None:
        return "It returned nothing. Does it end with `return model`?"
    if isinstance(answer, wire.Foreign):
        return f"It returned a {answer.type}: {answer.text}. Return a Sequential or a functional Keras model."
    return f"It returned a {type(answer).__name__}. Return a Keras model."


def _built(cleaned: dict[str, Any], weights: list[Any]) -> Any:
    """The Keras model with these weights; built first without memory for its parameters, to learn how many they are."""
    import keras

    text = json.dumps(cleaned)  # Keras takes a configuration apart while it reads it
    try:
        with keras.StatelessScope(initialize_variables=False):
            outline = keras.saving.deserialize_keras_object(json.loads(text))
            is_built = isinstance(outline, keras.Model) and outline.built and bool(getattr(outline, "inputs", None))
            shapes = [tuple(weight.shape) for weight in outline.weights] if is_built else []
    except Exception as error:  # Keras raises whatever it likes at a configuration that does not fit together
        raise NetworkRefused(f"Keras cannot rebuild the model: {_first_line(error)}") from error
    if not is_built:
        raise NetworkRefused("The model has no input shape yet. Begin it with keras.Input(shape=...).")
    parameters = sum(math.prod(shape) for shape in shapes)
    if parameters > MOST_PARAMETERS:
        raise NetworkRefused(f"The model has {parameters:,} parameters; at most {MOST_PARAMETERS:,} may cross.")
    arrays = [weight for weight in weights if isinstance(weight, np.ndarray) and weight.dtype.kind in "fiu"]
    if [array.shape for array in arrays] != shapes:
        raise NetworkRefused("The weights do not fit the model's configuration.")
    try:
        model = keras.saving.deserialize_keras_object(json.loads(text))
        model.set_weights(arrays)
    except Exception as error:  # as above
        raise NetworkRefused(f"Keras cannot rebuild the model: {_first_line(error)}") from error
    return model


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]


class _Walk:
    """Walks a configuration; gives it back with nothing in it that is not on a list."""

    def __init__(self) -> None:
        self._layers = 0
        self._calls = 0

    def object(self, spec: Any, where: str) -> dict[str, Any]:
        """An object: a module, a class name, and a configuration, itself walked."""
        match spec:
            case {"module": str(module), "class_name": str(name), "config": dict(config), **rest}:
                pass
            case {"class_name": str(name)}:
                raise NetworkRefused(_refusal("", name))
            case _:
                raise NetworkRefused(f"{where} is not a Keras object.")
        if (module, name) == ("keras", "DTypePolicy"):
            return self._dtype(spec, where)
        is_layer = module == "keras.layers" and name in LAYERS
        if not is_layer and (module, name) not in MODELS | OPERATIONS:
            raise NetworkRefused(_refusal(module, name))
        if rest.get("registered_name") not in (None, name):
            raise NetworkRefused(f"{name} is registered under a name of its own. Use Keras' own layers.")
        self._layers += (module, name) not in MODELS
        if self._layers > MOST_LAYERS:
            raise NetworkRefused(f"The model has more than {MOST_LAYERS} layers.")
        cleaned = {"module": module, "class_name": name, "config": self._config(config, name), "registered_name": None}
        if isinstance(rest.get("registered_name"), str):
            cleaned["registered_name"] = name
        if "inbound_nodes" in rest:
            cleaned["inbound_nodes"] = self._nodes(rest["inbound_nodes"], name)
        if isinstance(rest.get("name"), str):
            cleaned["name"] = rest["name"]
        if isinstance(rest.get("build_config"), dict) and (module, name) != ("keras.src.models.functional", "Functional"):
            cleaned["build_config"] = self._plain(rest["build_config"], name)
        return cleaned

    def _config(self, config: dict[str, Any], where: str) -> dict[str, Any]:
        cleaned: dict[str, Any] = {}
        for key, value in config.items():
            if key.endswith("_initializer"):
                cleaned[key] = "zeros"  # the weights are set anyway
            elif key.endswith(("_regularizer", "_constraint")) or key in ("seed", "quantization_config"):
                cleaned[key] = None
            elif key.endswith("activation"):
                cleaned[key] = self._activation(value, where)
            else:
                cleaned[key] = self._plain(value, where)
        return cleaned

    def _activation(self, value: Any, where: str) -> Any:
        match value:
            case None:
                return None
            case str(name) | {"class_name": "function", "config": str(name)} if _ALIASES.get(name, name) in ACTIVATIONS:
                return _ALIASES.get(name, name)
            case {"module": "keras.layers"}:
                return self.object(value, where)
        name = value.get("config", value.get("class_name")) if isinstance(value, dict) else value
        raise NetworkRefused(f"{where} has the activation {str(name)[:40]!r}. Use one of Keras' own, by its name.")

    def _plain(self, value: Any, where: str) -> Any:
        """A value within a configuration."""
        if isinstance(value, dict) and "class_name" in value:
            if value["class_name"] == "__keras_tensor__":
                return {"class_name": "__keras_tensor__", "config": self._plain(value.get("config"), where)}
            if value["class_name"] == "__tuple__":
                return {"class_name": "__tuple__", "items": self._plain(value.get("items"), where)}
            return self.object(value, where)
        if isinstance(value, dict):
            return {key: self._plain(item, where) for key, item in value.items()}
        if isinstance(value, list):
            return [self._plain(item, where) for item in value]
        if isinstance(value, int | float) and not isinstance(value, bool):
            if not math.isfinite(value) or abs(value) > LARGEST_NUMBER:
                raise NetworkRefused(f"{where} has the number {value} in its configuration.")
        return value

    def _dtype(self, spec: dict[str, Any], where: str) -> dict[str, Any]:
        name = spec["config"].get("name")
        if name not in _DTYPES:
            raise NetworkRefused(f"{where} computes in {str(name)[:40]!r}. Leave the dtype at float32.")
        return {"module": "keras", "class_name": "DTypePolicy", "config": {"name": name}, "registered_name": None}

    def _nodes(self, nodes: Any, where: str) -> Any:
        if not isinstance(nodes, list):
            raise NetworkRefused(f"{where} is not connected as Keras connects layers.")
        self._calls += len(nodes)
        if self._calls > MOST_CALLS:
            raise NetworkRefused(f"The model applies layers more than {MOST_CALLS} times.")
        return self._plain(nodes, where)


def _refusal(module: str, name: str) -> str:
    shown = name[:40]
    if name in ("Lambda", "__lambda__"):
        return f"The model has a {shown} layer, which is code. Use Keras' own layers without Lambda."
    if module.startswith("keras"):
        return f"The model has a {shown} ({module[:60]}), which is not among the layers that may cross."
    return f"The model has a {shown}, which is a class of your own. Use a Sequential or functional model of Keras' layers."


def _operations(model: Any, *, nested: bool = True) -> Iterator[Any]:
    """Everything that is applied in a model, in order: layers and the operations that are no layers.

    A model within it stands for its operations where `nested` is false, and beside them where it is true.
    """
    for operation in getattr(model, "_functional", model).operations:
        is_model = hasattr(operation, "summary")
        if nested or not is_model:
            yield operation
        if is_model:
            yield from _operations(operation, nested=nested)


_FACTS = ("units", "filters", "kernel_size", "pool_size", "strides", "padding", "rate", "activation")


def _layer(layer: Any) -> Layer:
    kind = type(layer).__name__
    shape = tuple(layer.output.shape[1:])
    parameters = int(layer.count_params()) if hasattr(layer, "count_params") else 0
    config = layer.get_config() if hasattr(layer, "get_config") else {}
    facts = {name: _fact(config[name]) for name in _FACTS if name in config}
    if kind in ("Flatten", "Reshape") and len(shape) == 1:
        return Layer("Flatten", {}, shape, parameters)
    if kind in ("ReLU", "Softmax", "Relu", "LeakyReLU", "ELU"):
        return Layer("Activation", {"activation": _ACTIVATION_NAMES.get(kind, kind.lower())}, shape, parameters)
    return Layer(kind, facts, shape, parameters)


_ACTIVATION_NAMES = {"LeakyReLU": "leaky_relu"}  # of activation layers, where it is not the name in small letters


def _fact(value: Any) -> Any:
    if isinstance(value, dict):  # an activation that is a layer
        kind = str(value.get("class_name"))
        return _ACTIVATION_NAMES.get(kind, kind.lower())
    return tuple(value) if isinstance(value, list) else value


def _acts(layer: Layer) -> str:
    return str(layer.facts.get("activation"))
