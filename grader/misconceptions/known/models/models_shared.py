"""What several files about models use."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from grader.checks.networks.configuration import read
from grader.checks.networks.diff import Difference, differences
from grader.checks.networks.layer_effects import LayerRefused
from grader.checks.networks.network import PARALLEL, SAME, SKIP, Network
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
    exercise = call.function
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
    if SKIP not in network.additions:
        kinds = {layer.look.kind for layer in network.layers}
        if PARALLEL in network.additions:
            found.add("added_parallel_branches")
        elif SAME in network.additions:
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
