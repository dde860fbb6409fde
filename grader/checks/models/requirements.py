"""What is asked of a network, whatever its design."""

from collections import Counter
from itertools import zip_longest

import pytest


def takes(network, shape):
    """Fail unless the model takes images of this shape."""
    if network.input_shape != shape:
        given = ", ".join(map(str, shape))
        pytest.fail(f"It takes {network.input_shape}; it should take {shape}. Start it with keras.Input(({given})).")
    if network.input_dtype != "float32":
        pytest.fail(
            f"It takes {network.input_dtype} and converts the pixels to it; it should take float32. "
            "Leave dtype out of keras.Input, and set_floatx."
        )


def answers_with_probabilities(network):
    """Fail unless the model ends in ten numbers and its only softmax."""
    last = network.layers[-1]
    if network.output_shape != (10,):
        pytest.fail(f"It answers with {network.output_shape}; ten digits need (10,). Its last layer is {last}.")
    if network.output_dtype != "float32":
        pytest.fail(
            f"It answers in {network.output_dtype}; it should answer in float32. Leave dtype, set_floatx and "
            "set_global_policy out, or give the last layer dtype='float32'."
        )
    softmaxes = [layer for layer in network.layers if layer.look.activation == "softmax"]
    if last.look.activation != "softmax":
        pytest.fail(f"Its last layer is {last}; give it softmax, so that its ten outputs add up to 1.")
    if len(softmaxes) > 1:
        pytest.fail(
            f"It applies softmax {len(softmaxes)} times: in {listed(softmaxes)}. "
            "Apply it once: softmax of a softmax makes all answers nearly equal."
        )


def can_learn(network):
    """Fail if layers are frozen, or begin with weights from which they learn nothing."""
    if network.frozen:
        pytest.fail(
            f"Its weights are frozen, in {listed(dict.fromkeys(network.frozen))}: leave trainable=False out, "
            "or training cannot change them."
        )
    if not network.is_finite:
        pytest.fail("Some of its weights are NaN or infinite. Return the model as Keras makes it.")
    if network.stuck:
        pytest.fail(
            f"In {listed(dict.fromkeys(network.stuck))}, all units start with the same weights, so they all "
            "learn the same. Leave kernel_initializer out: Keras draws weights at random."
        )


def has_layers(network, design):
    """Fail at the first layer that is not as in the design."""
    found, wanted = [str(layer) for layer in network.layers], [layer for layer, _, _ in design]
    for number, (layer, right) in enumerate(zip_longest(found, wanted), start=1):
        if layer == right:
            continue
        if layer is None:
            pytest.fail(f"It ends after {len(found)} layers; layer {number} should be {right}.")
        if right is None:
            pytest.fail(f"Layer {number} is {layer}; there should be no more than {len(wanted)} layers.")
        pytest.fail(f"Layer {number} is {layer}; it should be {right}.{likeliest(found, wanted, number - 1)}")


def likeliest(found, wanted, place):
    """The likeliest reason for the first difference, if it is one that a glance at the rest tells."""
    if found[place + 1 :] == wanted[place:]:
        return f" Take {found[place]} out."
    if found[place:] == wanted[place + 1 :]:
        return f" {wanted[place]} is missing."
    if sorted(found) == sorted(wanted):
        return " The layers are correct, but their order is not."
    return ""


def has_shapes(network, design):
    """Fail at the first layer whose output is shaped otherwise."""
    for number, (layer, (right, shape, _)) in enumerate(zip(network.layers, design, strict=False), start=1):
        if layer.shape != shape:
            pytest.fail(f"Layer {number}, {layer}, gives {layer.shape}; {right} should give {shape} there.")
    if len(network.layers) < len(design):
        pytest.fail(f"It ends with {network.output_shape} after {len(network.layers)} of {len(design)} layers.")


def has_parameters(network, design):
    """Fail unless the model has as many parameters as the design, and say where they differ."""
    wanted = sum(parameters for _, _, parameters in design)
    if network.parameters == wanted:
        return
    where = ""
    for number, (layer, (_, _, parameters)) in enumerate(zip(network.layers, design, strict=False), start=1):
        if layer.parameters != parameters:
            where = f" Layer {number}, {layer}, has {layer.parameters:,}; it should have {parameters:,}."
            break
    pytest.fail(f"It has {network.parameters:,} parameters; it should have {wanted:,}.{where}")


def listed(layers):
    """Layers in a sentence, equal ones together: "Dropout(0.25) (3 times) and Dropout(0.5)"."""
    counts = Counter(map(str, layers))
    texts = [layer if count == 1 else f"{layer} ({count} times)" for layer, count in counts.items()]
    return " and ".join(filter(None, [", ".join(texts[:-1]), texts[-1]]))
