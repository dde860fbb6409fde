"""Mistakes in models: wrong settings of a layer, too many or too few layers, images of another shape, no model."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from grader.checks.models.configuration import read
from grader.checks.models.diff import Difference, differences
from grader.checks.models.layer_effects import LayerRefused
from grader.checks.models.network import Network
from grader.course.architectures import CNN, DENSE, DROPOUT_CNN, RESIDUAL_PARAMETERS
from grader.misconceptions.registry import misconception
from grader.sandbox.calls import StudentError
from grader.sandbox.worker.wire import Foreign, Model

if TYPE_CHECKING:
    import keras
    from keras import layers


EXERCISE = ""  # where one is planted, the function that it is planted as
DESIGNS = {"build_dense": DENSE, "build_cnn": CNN, "build_dropout_cnn": DROPOUT_CNN}
WITH_CONVOLUTIONS = ("build_cnn", "build_dropout_cnn", "build_residual_cnn")
ALL = ("build_dense", *WITH_CONVOLUTIONS)
MERGING = ("Average", "Multiply", "Subtract", "Maximum", "Minimum")


def _mistake(*functions):
    """A misconception that is seen where its name says all that a model does otherwise than its design."""
    return lambda wrong: misconception(*functions, seen=lambda evidence: _mistakes(evidence) == {wrong.__name__})(wrong)


def built(exercise, **changed):
    """The model of an exercise; a part is replaced by another layer, by several or, with an empty list, left out."""
    parts = {"shape": (28, 28) if exercise == "build_dense" else (28, 28, 1)}
    if exercise == "build_dense":
        parts |= {"flatten": layers.Flatten(), "hidden": layers.Dense(100, activation="relu")}
    elif exercise == "build_residual_cnn":
        parts |= {
            "conv1": layers.Conv2D(16, 3, padding="same", activation="relu"),
            "pool1": layers.MaxPooling2D(4),
            "block": lambda x: layers.add([x, layers.Conv2D(16, 3, padding="same", activation="relu")(x)]),
            "flatten": layers.Flatten(),
        }
    else:
        for number, filters in enumerate((32, 64, 64) if exercise == "build_cnn" else (32, 64, 128), start=1):
            padding = "valid" if exercise == "build_cnn" else "same"
            parts[f"conv{number}"] = layers.Conv2D(filters, 3, padding=padding, activation="relu")
            if number < 3 or exercise == "build_dropout_cnn":
                parts[f"pool{number}"] = layers.MaxPooling2D(2)
        parts |= {"flatten": layers.Flatten()}
        parts |= {"hidden": layers.Dense(64 if exercise == "build_cnn" else 128, activation="relu")}
    if exercise == "build_dropout_cnn":
        parts["dropout"] = layers.Dropout(0.5)
    parts |= {"last": layers.Dense(10, activation="softmax"), "after": [], **changed}
    x = image = keras.Input(parts.pop("shape"))
    for part in parts.values():
        for layer in part if isinstance(part, list) else [part]:
            x = layer(x)
    return keras.Model(image, x)


# What is seen.


@lru_cache(maxsize=1)  # all misconceptions ask the same
def _mistakes(evidence):
    """All that a model does otherwise than its design, by name; what has blanks in it is no misconception's name."""
    assert evidence.calls, "it was never called"
    call = evidence.calls[0]
    exercise = call.text.partition("(")[0]
    if not call.answered:
        return {_mistake_of_error(str(call.error), isinstance(call.error, StudentError))}
    answer = call.returned
    if not isinstance(answer, Model):
        return {_mistake_of_no_model(answer)}
    try:
        if read(answer.config).input_shape is None:
            return {"left_out_the_input_shape"}
    except LayerRefused:
        return set()
    network = Network(answer)
    if exercise not in DESIGNS:
        return _mistakes_of_shape(network, (28, 28, 1)) | _mistakes_of_residual(network) | _mistakes_beside(network)
    found, design = [str(layer) for layer in network.layers], _texts(DESIGNS[exercise])
    if any(found == _texts(other) for name, other in DESIGNS.items() if name != exercise):
        return {"built_another_of_the_networks"}
    if _is_dropped_again(found, design):
        return {"dropout_more_than_once"}
    different = differences(network, DESIGNS[exercise])
    if found != design and sorted(found) == sorted(design) and {one.role for one in different} != {"Dropout"}:
        return {"other_order_of_layers"}
    if found != design and not different:
        return {"dropout_in_another_place"}  # between a layer and its activation
    shape = _mistakes_of_shape(network, (28, 28) if exercise == "build_dense" else (28, 28, 1))
    part = {"took_flat_pixels": ("flat", "missing"), "left_out_the_channel_axis": ("Reshape", "extra")}
    parts = {part.get(name) for name in shape}  # parts of the other shape are not a separate mistake
    different = [one for one in different if (one.role, one.what) not in parts]
    return shape | _together(different, exercise) | _mistakes_beside(network)


def _mistakes_beside(network):
    """Differences that no layer of a design shows."""
    return {
        name
        for name, shown in (
            ("froze_its_layers", network.frozen),
            ("began_with_equal_weights", network.stuck),
            ("answered_in_half_precision", network.output_dtype in ("float16", "bfloat16")),
            ("answered_in_double_precision", network.output_dtype == "float64"),
            ("took_whole_numbers", "int" in network.input_dtype),
        )
        if shown
    }


def _is_dropped_again(found, design):
    """Whether there are several of one Dropout in a row, where the design has it once, and no other difference."""
    apart = [
        layer
        for layer, before in zip(found, ["", *found], strict=False)
        if not layer.startswith("Dropout") or layer != before
    ]
    return found != design and apart == design


def _texts(design):
    return [layer for layer, _, _ in design]


def _mistake_of_error(message, raised):
    if raised and "expected min_ndim=4, found ndim=3" in message and "(None, 28, 28)" in message:
        return "left_out_the_channel_axis"
    if raised and ("Inputs have incompatible shapes" in message or "Cannot broadcast shape" in message):
        return "added_branches_of_other_shapes"
    if raised and re.search(r"same length as input.* input of shape \((None|\d+), (None|\d+), 28, 28, 1\)", message):
        return "counted_the_images_in_the_input"
    return "an error"


def _mistake_of_no_model(answer):
    if answer is None:
        return "returned_nothing"
    if isinstance(answer, Foreign) and answer.type == "KerasTensor":
        return "returned_the_output"
    if isinstance(answer, list | tuple) and answer and all(isinstance(part, Foreign) for part in answer):
        return "returned_the_layers"
    return "no model"


def _mistakes_of_shape(network, wanted):
    shape = network.input_shape
    if shape == wanted:
        return set()
    if shape[1:] == wanted:
        return {"counted_the_images_in_the_input"}
    flat = not any(layer.look.kind in ("Flatten", "Conv2D") for layer in network.layers)
    names = {
        (28, 28): "left_out_the_channel_axis",
        (28, 28, 1): "took_a_channel_axis",
        (28, 28, 3): "took_colour_images",
        (784,): "took_flat_pixels" if flat and len(wanted) == 2 else "another shape",
    }
    return {names.get(shape, "another shape")}


def _mistakes_of_residual(network):
    last = network.layers[-1].look
    found = set()
    if last.kind == "Dense":
        width = last.words[0] if last.words else ""
        if width != "10":
            found.add("other_number_of_outputs")
        if last.activation != "softmax" and not (width == "1" and last.activation == "sigmoid"):
            found.add(_of_last_activation(last.activation))
    elif str(last) == "Activation(softmax)":
        found.add("ended_without_a_dense_layer")
    else:
        found.add("another end")
    if sum(layer.look.activation == "softmax" for layer in network.layers) > 1:
        found = {*found, "softmax_twice"} - {"ended_without_a_dense_layer"}
    if not network.skip_connections:
        kinds = {layer.look.kind for layer in network.layers}
        if "Add" in kinds:
            found.add("added_the_same_twice")
        elif "Concatenate" in kinds:
            found.add("concatenated_instead_of_added")
        else:
            found.add("merged_otherwise_than_by_adding" if kinds & set(MERGING) else "left_out_the_skip_connection")
    if network.parameters > RESIDUAL_PARAMETERS:
        found.add("too_many_parameters")
    return found


def _of_last_activation(activation):
    names = {"linear": "without_softmax", "sigmoid": "sigmoid_output", "relu": "relu_output"}
    return names.get(activation, "another output")


def _together(different, exercise):
    """Names of mistakes; differences that are one mistake have one name."""
    kinds = [(one.role, one.what) for one in different]
    texts = {(one.role, one.what, one.found) for one in different}
    if texts == {("hidden", "activation", "softmax"), ("last", "activation", "relu")}:
        return {"exchanged_softmax_and_relu"}
    bare = [one for one in different if one.what == "activation" and one.found == "linear"]
    learned = sum(layer.startswith(("Dense", "Conv2D")) for layer in _texts(DESIGNS[exercise]))
    if len(bare) == len(different) == learned:
        return {"without_any_activation"}
    late = [one for one in different if one.role == "activation" and one.found == "Activation(relu)"]
    if late and len(late) == len(bare) and len(late) + len(bare) == len(different):
        return {"activated_after_pooling"}
    if ("conv", "strides") in kinds and set(kinds) <= {("conv", "strides"), ("pool", "missing")}:
        return {"strides_in_a_convolution"}
    for what, name in (("missing", "convolution_too_few"), ("extra", "convolution_too_many")):
        if ("conv", what) in kinds and set(kinds) <= {("conv", what), ("pool", what)}:
            return {name}
    if ("last", "width") in kinds and ("last", "activation", "sigmoid") in texts and ("last", "width", "1") in texts:
        different = [one for one in different if (one.role, one.what) != ("last", "activation")]
    drops = [(role, what) for role, what in kinds if "Dropout" in role]
    if len(drops) == 2 and drops[0] == ("Dropout", "missing") and drops[1][0] != "Dropout":
        different = [Difference("Dropout", "kind"), *(one for one in different if "Dropout" not in one.role)]
    return {_name(one, exercise) for one in different}


def _name(one: Difference, exercise):
    odd = f"{one.role} {one.what}"  # it has no name
    last_behind = len(DESIGNS[exercise]) - 2 if exercise == "build_dropout_cnn" else -1
    match one.role, one.what:
        case "last", "activation":
            return _of_last_activation(one.found)
        case "last", "width":
            return "other_number_of_outputs"
        case (("hidden" | "conv"), "activation"):
            named = {"linear": "without_relu", "softmax": "softmax_in_a_hidden_layer"}
            return named.get(one.found, "other_activation_than_relu")
        case (("hidden" | "conv"), "width"):
            return "other_width"
        case "hidden", "missing":
            return "hidden_layer_too_few"
        case "hidden", "extra":
            return "softmax_twice" if one.found == "Dense(10, softmax)" else "hidden_layer_too_many"
        case "activation", "extra":
            return {"Activation(softmax)": "softmax_twice", "Activation(relu)": "relu_twice"}.get(one.found, odd)
        case "conv", "padding":
            return "same_padding" if exercise == "build_cnn" else "valid_padding"
        case "conv", ("kind" | "dilation" | "groups"):
            return "other_kind_of_convolution"
        case "conv", "window":
            return "other_kernel_size"
        case "pool", "kind":
            return "average_pooling"
        case "pool", ("window" | "strides"):
            return "other_pool_size"
        case "pool", "padding":
            return "padded_pooling"
        case "pool", "missing":
            return "pooling_too_few"
        case "pool", "extra":
            return "pooling_too_many"
        case (("conv" | "hidden" | "last"), "bias"):
            return "without_bias"
        case "flat", "missing":
            return "without_flatten"
        case "flat", "kind":
            return "global_pooling_instead_of_flatten"
        case "Dropout", "missing":
            return "without_dropout"
        case "Dropout", "kind":
            return "other_kind_of_dropout"
        case "Dropout", "rate":
            return "other_dropout_rate"
        case "Dropout", "place":
            return "dropout_after_the_output" if one.found == f"behind {last_behind}" else "dropout_in_another_place"
        case "Dropout", "extra":
            return "dropout_more_than_once" if exercise == "build_dropout_cnn" else "added_dropout"
        case "BatchNormalization", "extra":
            return "added_batch_normalisation"
        case "Rescaling", "extra":
            return "added_rescaling"
    return odd


# The output.


@_mistake(*ALL)
def without_softmax():
    """Your last layer has no activation, so its ten numbers are not probabilities. The design ends in softmax."""
    return built(EXERCISE, last=layers.Dense(10))


@_mistake(*ALL)
def sigmoid_output():
    """Your last layer has sigmoid, which judges each digit separately.

    The design has softmax: ten shares that add up to 1.
    """
    return built(EXERCISE, last=layers.Dense(10, activation="sigmoid"))


@_mistake(*ALL)
def relu_output():
    """Your last layer has relu, like the hidden ones. The design ends in softmax, which gives probabilities."""
    return built(EXERCISE, last=layers.Dense(10, activation="relu"))


@_mistake(*ALL)
def softmax_twice():
    """You apply softmax twice. The design has it once: as an activation or as a layer."""
    return built(EXERCISE, after=layers.Softmax())


@_mistake(*ALL)
def other_number_of_outputs():
    """Your last layer does not have one unit per digit. The design ends in ten units, one for each digit."""
    return built(EXERCISE, last=layers.Dense(9, activation="softmax"))


# What a list of layers does not show.


@_mistake(*ALL)
def froze_its_layers():
    """You set trainable to False, so training cannot change these weights. The layers of the design learn."""
    model = built(EXERCISE)
    model.trainable = False
    return model


@_mistake(*ALL)
def began_with_equal_weights():
    """All units of a layer start with the same weights, so they all learn the same.

    Keras draws weights at random: leave kernel_initializer out.
    """
    name = "conv1" if EXERCISE != "build_dense" else "hidden"
    hidden = layers.Dense(100, activation="relu", kernel_initializer="zeros")
    filters, padding = (32, "valid") if EXERCISE == "build_cnn" else (32, "same")
    filters = 16 if EXERCISE == "build_residual_cnn" else filters
    conv = layers.Conv2D(filters, 3, padding=padding, activation="relu", kernel_initializer="ones")
    return built(EXERCISE, **{name: hidden if name == "hidden" else conv})


@_mistake(*ALL)
def answered_in_half_precision():
    """Your model computes in half precision, with three digits. The contract asks for float32."""
    keras.mixed_precision.set_global_policy("mixed_float16")
    model = built(EXERCISE)
    keras.mixed_precision.set_global_policy("float32")
    return model


@_mistake(*ALL)
def answered_in_double_precision():
    """Your model computes in float64, as set_floatx says. The contract asks for float32, Keras' default."""
    keras.mixed_precision.set_global_policy("float64")
    model = built(EXERCISE)
    keras.mixed_precision.set_global_policy("float32")
    return model


@_mistake(*ALL)
def took_whole_numbers():
    """Your model takes integers, and so turns pixels from 0 to 1 into integers: nothing is left.

    It must take float32.
    """
    shape = (28, 28) if EXERCISE == "build_dense" else (28, 28, 1)
    inner = built(EXERCISE)
    image = keras.Input(shape, dtype="uint8")
    return keras.Model(image, inner(image))


# Activations and widths of the layers before.


@_mistake("build_dense", "build_cnn", "build_dropout_cnn")
def without_relu():
    """One of your hidden layers has no activation; without one, two layers do no more than one. The design has relu."""
    units = {"build_dense": 100, "build_cnn": 64, "build_dropout_cnn": 128}[EXERCISE]
    return built(EXERCISE, hidden=layers.Dense(units))


@_mistake("build_dense", "build_cnn", "build_dropout_cnn")
def without_any_activation():
    """None of your layers has an activation.

    The design has relu in all layers but the last, and softmax in the last.
    """
    number, padding = (64, "valid") if EXERCISE == "build_cnn" else (128, "same")
    convolutions = {"conv1": 32, "conv2": 64, "conv3": number}
    changed = {name: layers.Conv2D(filters, 3, padding=padding) for name, filters in convolutions.items()}
    changed = {"hidden": layers.Dense(number), **changed}
    if EXERCISE == "build_dense":
        changed = {"hidden": layers.Dense(100)}
    return built(EXERCISE, last=layers.Dense(10), **changed)


@_mistake("build_dense", "build_cnn", "build_dropout_cnn")
def other_activation_than_relu():
    """One of your hidden layers has an activation other than relu. The design has relu in all layers but the last."""
    units = {"build_dense": 100, "build_cnn": 64, "build_dropout_cnn": 128}[EXERCISE]
    return built(EXERCISE, hidden=layers.Dense(units, activation="sigmoid"))


@_mistake("build_dense", "build_cnn", "build_dropout_cnn")
def softmax_in_a_hidden_layer():
    """One of your hidden layers has softmax, which lets hardly anything through. The design has relu there."""
    units = {"build_dense": 100, "build_cnn": 64, "build_dropout_cnn": 128}[EXERCISE]
    return built(EXERCISE, hidden=layers.Dense(units, activation="softmax"))


@_mistake("build_dense", "build_cnn", "build_dropout_cnn")
def exchanged_softmax_and_relu():
    """You gave softmax to the hidden layer and relu to the last one. The design has them the other way round."""
    units = {"build_dense": 100, "build_cnn": 64, "build_dropout_cnn": 128}[EXERCISE]
    hidden, last = layers.Dense(units, activation="softmax"), layers.Dense(10, activation="relu")
    return built(EXERCISE, hidden=hidden, last=last)


@_mistake("build_dense", "build_cnn", "build_dropout_cnn")
def other_width():
    """One of your layers has a wrong number of units or filters. The design gives the number for each layer."""
    return built(EXERCISE, hidden=layers.Dense(200, activation="relu"))


@_mistake("build_dense", "build_cnn", "build_dropout_cnn")
def without_bias():
    """You left out the bias of a layer, with use_bias=False. The design has Keras' default layers, which have one."""
    units = {"build_dense": 100, "build_cnn": 64, "build_dropout_cnn": 128}[EXERCISE]
    return built(EXERCISE, hidden=layers.Dense(units, activation="relu", use_bias=False))


# Layers too many, too few, or elsewhere.


@_mistake("build_dense", "build_cnn", "build_dropout_cnn")
def hidden_layer_too_few():
    """The Dense layer before the last one is missing. The design has two: a hidden one and the output."""
    return built(EXERCISE, hidden=[])


@_mistake("build_dense", "build_cnn", "build_dropout_cnn")
def hidden_layer_too_many():
    """You have one Dense layer too many. The design has one hidden Dense layer and the output."""
    units = {"build_dense": 100, "build_cnn": 64, "build_dropout_cnn": 128}[EXERCISE]
    return built(EXERCISE, hidden=[layers.Dense(units, activation="relu"), layers.Dense(units, activation="relu")])


@_mistake("build_dense", "build_cnn", "build_dropout_cnn")
def without_flatten():
    """You never flatten, so Dense works on each row or position separately. The design flattens before it."""
    return built(EXERCISE, flatten=[])


@_mistake("build_dense", "build_cnn", "build_dropout_cnn")
def added_batch_normalisation():
    """You added BatchNormalization, which has its own parameters. The design does not have it."""
    return built(EXERCISE, flatten=[layers.Flatten(), layers.BatchNormalization()])


@_mistake("build_dense", "build_cnn", "build_dropout_cnn")
def added_rescaling():
    """You scale the pixels inside the model, with a Rescaling layer. The model gets scaled pixels: leave it out."""
    return built(EXERCISE, flatten=[layers.Rescaling(1 / 255), layers.Flatten()])


@_mistake("build_dense", "build_cnn")
def added_dropout():
    """You added Dropout. This design does not have it; only build_dropout_cnn does."""
    return built(EXERCISE, flatten=[layers.Flatten(), layers.Dropout(0.5)])


@_mistake("build_dense", "build_cnn", "build_dropout_cnn")
def other_order_of_layers():
    """You have all layers of the design, but in another order. The contract gives their order."""
    if EXERCISE == "build_dense":
        return built(EXERCISE, flatten=[], hidden=[layers.Dense(100, activation="relu"), layers.Flatten()])
    padding, last = ("valid", 64) if EXERCISE == "build_cnn" else ("same", 128)
    convolutions = {
        name: layers.Conv2D(filters, 3, padding=padding, activation="relu")
        for name, filters in {"conv1": 64, "conv2": 32, "conv3": last}.items()
    }
    return built(EXERCISE, **convolutions)


@_mistake("build_dense", "build_cnn", "build_dropout_cnn")
def built_another_of_the_networks():
    """This is another network of this module. Check which function builds which."""
    return built({"build_dense": "build_cnn", "build_cnn": "build_dropout_cnn"}.get(EXERCISE, "build_cnn"))


# Convolutions and pooling.


@_mistake("build_cnn")
def same_padding():
    """You pad with padding="same", so a convolution keeps the size of its images. This design has no padding."""
    return built(EXERCISE, conv1=layers.Conv2D(32, 3, padding="same", activation="relu"))


@_mistake("build_dropout_cnn")
def valid_padding():
    """You left out padding="same", so a convolution cuts a border off its images. This design keeps their size."""
    return built(EXERCISE, conv2=layers.Conv2D(64, 3, activation="relu"))


@_mistake("build_cnn", "build_dropout_cnn")
def average_pooling():
    """You pool by the average. The design takes the maximum: MaxPooling2D, which keeps the strongest answer."""
    return built(EXERCISE, pool1=layers.AveragePooling2D(2))


@_mistake("build_cnn", "build_dropout_cnn")
def padded_pooling():
    """You pool with padding="same", which keeps an odd last row. In the design, only convolutions may pad."""
    number = 2 if EXERCISE == "build_cnn" else 3
    return built(EXERCISE, **{f"pool{number}": layers.MaxPooling2D(2, padding="same")})


@_mistake("build_cnn", "build_dropout_cnn")
def other_pool_size():
    """You pool with a wrong window or step. The design has MaxPooling2D with windows of 2 x 2, side by side."""
    return built(EXERCISE, pool1=layers.MaxPooling2D(2, strides=1))


@_mistake("build_cnn", "build_dropout_cnn")
def pooling_too_few():
    """A MaxPooling2D is missing. The contract says after which convolutions there is one."""
    return built(EXERCISE, pool2=[])


@_mistake("build_cnn", "build_dropout_cnn")
def pooling_too_many():
    """You pool once too often. The contract says after which convolutions there is a MaxPooling2D."""
    return built(EXERCISE, flatten=[layers.MaxPooling2D(2), layers.Flatten()])


@_mistake("build_cnn", "build_dropout_cnn")
def convolution_too_few():
    """A Conv2D is missing: the design has three of them."""
    return built(EXERCISE, conv3=[])


@_mistake("build_cnn", "build_dropout_cnn")
def convolution_too_many():
    """You have more than the three Conv2D of the design."""
    padding, filters = ("valid", 32) if EXERCISE == "build_cnn" else ("same", 32)
    first = [layers.Conv2D(filters, 3, padding=padding, activation="relu") for _ in range(2)]
    return built(EXERCISE, conv1=first)


@_mistake("build_cnn", "build_dropout_cnn")
def other_kernel_size():
    """One of your convolutions has a wrong kernel size. The design has kernels of 3 x 3."""
    padding = "valid" if EXERCISE == "build_cnn" else "same"
    return built(EXERCISE, conv1=layers.Conv2D(32, 5, padding=padding, activation="relu"))


@_mistake("build_cnn", "build_dropout_cnn")
def other_kind_of_convolution():
    """One of your convolutions is separable, dilated or in groups. The design has plain ones: Conv2D."""
    padding = "valid" if EXERCISE == "build_cnn" else "same"
    return built(EXERCISE, conv2=layers.SeparableConv2D(64, 3, padding=padding, activation="relu"))


@_mistake("build_cnn", "build_dropout_cnn")
def strides_in_a_convolution():
    """One of your convolutions has strides, so it skips positions. In the design, only pooling does that."""
    padding = "valid" if EXERCISE == "build_cnn" else "same"
    return built(EXERCISE, conv1=layers.Conv2D(32, 3, strides=2, padding=padding, activation="relu"), pool1=[])


@_mistake("build_cnn", "build_dropout_cnn")
def activated_after_pooling():
    """You apply relu after the pooling instead of before it. The design has it in the convolution itself."""
    padding = "valid" if EXERCISE == "build_cnn" else "same"
    return built(EXERCISE, conv1=layers.Conv2D(32, 3, padding=padding), pool1=[layers.MaxPooling2D(2), layers.ReLU()])


@_mistake("build_cnn", "build_dropout_cnn")
def global_pooling_instead_of_flatten():
    """You end the convolutions in global pooling, one number per filter.

    The design flattens, which keeps all numbers.
    """
    return built(EXERCISE, flatten=layers.GlobalAveragePooling2D())


# Dropout.


@_mistake("build_dropout_cnn")
def without_dropout():
    """There is no Dropout. The design has one, with rate 0.5, between the two Dense layers."""
    return built(EXERCISE, dropout=[])


@_mistake("build_dropout_cnn")
def other_dropout_rate():
    """Your Dropout has a wrong rate. The design drops a share of 0.5 of the outputs in training."""
    return built(EXERCISE, dropout=layers.Dropout(0.25))


@_mistake("build_dropout_cnn")
def other_kind_of_dropout():
    """You use a relative of Dropout, which drops in another way. The design has Dropout itself, with rate 0.5."""
    return built(EXERCISE, dropout=layers.GaussianDropout(0.5))


@_mistake("build_dropout_cnn")
def dropout_after_the_output():
    """Your Dropout comes after the output, so it drops answers. It belongs between the two Dense layers."""
    return built(EXERCISE, dropout=[], after=layers.Dropout(0.5))


@_mistake("build_dropout_cnn")
def dropout_in_another_place():
    """Your Dropout is in the wrong place. The design has it after the first of the two Dense layers and its relu."""
    return built(EXERCISE, dropout=[], flatten=[layers.Flatten(), layers.Dropout(0.5)])


@_mistake("build_dropout_cnn")
def dropout_more_than_once():
    """You have more than one Dropout. The design has a single one, between the two Dense layers."""
    return built(EXERCISE, flatten=[layers.Dropout(0.25), layers.Flatten()])


# Skip connections.


@_mistake("build_residual_cnn")
def left_out_the_skip_connection():
    """Your layers follow one another, and nothing skips any. The contract asks for an Add of two branches."""
    return built(EXERCISE, block=layers.Conv2D(16, 3, padding="same", activation="relu"))


@_mistake("build_residual_cnn")
def concatenated_instead_of_added():
    """You join the two branches with Concatenate, side by side. A skip connection adds them up, number by number."""
    return built(EXERCISE, block=lambda x: layers.concatenate([x, layers.Conv2D(16, 3, padding="same")(x)]))


@_mistake("build_residual_cnn")
def added_the_same_twice():
    """Your Add gets the same thing twice. Give it the input of a convolution and the output of it."""
    return built(EXERCISE, block=lambda x: layers.add([x, x]))


@_mistake("build_residual_cnn")
def merged_otherwise_than_by_adding():
    """You merge the two branches without adding them up. A skip connection is their sum, by Add or +."""
    return built(EXERCISE, block=lambda x: layers.average([x, layers.Conv2D(16, 3, padding="same")(x)]))


@_mistake("build_residual_cnn")
def added_branches_of_other_shapes():
    """You add two branches whose shapes do not fit. With padding="same" and as many filters as channels, they fit."""
    return built(EXERCISE, block=lambda x: layers.add([x, layers.Conv2D(16, 3)(x)]))


@_mistake("build_residual_cnn")
def too_many_parameters():
    """Your network has more than the 300,000 parameters that the contract allows. Pool more before you flatten."""
    return built(EXERCISE, flatten=[layers.Flatten(), layers.Dense(400, activation="relu")])


@_mistake("build_residual_cnn")
def ended_without_a_dense_layer():
    """Your network ends in a softmax without its own Dense layer. The contract asks for Dense 10 softmax."""
    return built(EXERCISE, flatten=[layers.Conv2D(10, 1), layers.GlobalAveragePooling2D()], last=layers.Softmax())


# Images of another shape, and answers that are not a model.


@_mistake("build_dense")
def took_a_channel_axis():
    """Your network takes images with a channel axis. This design takes them without one: 28 x 28."""
    return built(EXERCISE, shape=(28, 28, 1))


@_mistake("build_dense")
def took_flat_pixels():
    """Your network takes flat images, 784 pixels. The design takes 28 x 28 and flattens itself."""
    return built(EXERCISE, shape=(784,), flatten=[])


@_mistake(*WITH_CONVOLUTIONS)
def left_out_the_channel_axis():
    """Your network takes 28 x 28, without the channel axis. Convolutions need it: 28 x 28 x 1."""
    return built(EXERCISE, shape=(28, 28))


@_mistake(*ALL)
def took_colour_images():
    """Your network takes images with three colours. The digits are grey: they have one number per pixel."""
    return built(EXERCISE, shape=(28, 28, 3))


@_mistake(*ALL)
def counted_the_images_in_the_input():
    """The shape that you gave to Input counts the images, too.

    Give it the shape of one image: Keras adds the other axis.
    """
    return built(EXERCISE, shape=(60, 28, 28) if EXERCISE == "build_dense" else (60, 28, 28, 1))


@_mistake("build_dense", "build_cnn", "build_dropout_cnn")
def left_out_the_input_shape():
    """Your model does not know the shape of its images, so it has no weights yet. Start it with an Input."""
    parts = built(EXERCISE).layers[1:]
    return keras.Sequential([type(part).from_config(part.get_config()) for part in parts])


@_mistake(*ALL)
def returned_nothing():
    """You built something, but returned nothing. Return the model at the end of the function."""
    built(EXERCISE).summary(print_fn=lambda *_, **__: None)


@_mistake(*ALL)
def returned_the_output():
    """You returned the output of the last layer. The contract asks for the model: keras.Model, from input to output."""
    return built(EXERCISE).output


@_mistake(*ALL)
def returned_the_layers():
    """You returned a list of layers. The contract asks for a model that is made of them."""
    return built(EXERCISE).layers
