"""Checks of exercises/models.py. Oracle: the table of designs, whose parameters you can add up by hand.

A design is compared layer by layer, as it is applied: Sequential or functional, an activation as an argument or as a
layer, Flatten or a Reshape that does the same are one and the same design. The model is looked at and never run.
"""

from itertools import zip_longest

import pytest

from grader.course.architectures import CNN, DENSE, DROPOUT_CNN, RESIDUAL_PARAMETERS


def check_dense_takes_an_image(build_dense, network_of):
    """The dense network takes a grey image, 28 x 28 pixels, and flattens it itself."""
    takes(network_of(build_dense), (28, 28))


def check_dense_answers_with_probabilities(build_dense, network_of):
    """The dense network gives ten probabilities, float32: one softmax, at the end."""
    answers_with_probabilities(network_of(build_dense))


def check_dense_can_learn(build_dense, network_of):
    """Every layer of the dense network can be trained, and no two of its units start with the same weights."""
    can_learn(network_of(build_dense))


def check_dense_has_its_layers_in_order(build_dense, network_of):
    """The dense network is exactly Flatten, Dense 100 relu, Dense 10 softmax."""
    has_layers(network_of(build_dense), DENSE)


def check_dense_has_its_shapes(build_dense, network_of):
    """An image becomes 784, then 100, then 10 numbers."""
    has_shapes(network_of(build_dense), DENSE)


def check_dense_has_its_parameters(build_dense, network_of):
    """The dense network has 79,510 parameters."""
    has_parameters(network_of(build_dense), DENSE)


def check_cnn_takes_an_image(build_cnn, network_of):
    """The CNN takes a grey image with its one channel, 28 x 28 x 1."""
    takes(network_of(build_cnn), (28, 28, 1))


def check_cnn_answers_with_probabilities(build_cnn, network_of):
    """The CNN gives ten probabilities, float32: one softmax, at the end."""
    answers_with_probabilities(network_of(build_cnn))


def check_cnn_can_learn(build_cnn, network_of):
    """Every layer of the CNN can be trained, and no two of its units start with the same weights."""
    can_learn(network_of(build_cnn))


def check_cnn_has_its_layers_in_order(build_cnn, network_of):
    """The CNN is exactly Conv 32, MaxPool, Conv 64, MaxPool, Conv 64, Flatten, Dense 64, Dense 10."""
    has_layers(network_of(build_cnn), CNN)


def check_cnn_has_its_shapes(build_cnn, network_of):
    """Without padding, the CNN's images shrink from 28 to 26, 13, 11, 5 and 3 pixels a side."""
    has_shapes(network_of(build_cnn), CNN)


def check_cnn_has_its_parameters(build_cnn, network_of):
    """The CNN has 93,322 parameters."""
    has_parameters(network_of(build_cnn), CNN)


def check_dropout_cnn_takes_an_image(build_dropout_cnn, network_of):
    """The dropout CNN takes a grey image with its one channel, 28 x 28 x 1."""
    takes(network_of(build_dropout_cnn), (28, 28, 1))


def check_dropout_cnn_answers_with_probabilities(build_dropout_cnn, network_of):
    """The dropout CNN gives ten probabilities, float32: one softmax, at the end."""
    answers_with_probabilities(network_of(build_dropout_cnn))


def check_dropout_cnn_can_learn(build_dropout_cnn, network_of):
    """Every layer of the dropout CNN can be trained, and no two of its units start with the same weights."""
    can_learn(network_of(build_dropout_cnn))


def check_dropout_cnn_drops_half(build_dropout_cnn, network_of):
    """The dropout CNN drops half of the last hidden layer's outputs in training, and only there."""
    layers = [str(layer) for layer in network_of(build_dropout_cnn).layers]
    dropouts = [layer for layer in layers if layer.startswith("Dropout")]
    if not dropouts:
        pytest.fail("It has no Dropout layer. Put Dropout(0.5) between the two Dense layers.")
    if dropouts != ["Dropout(0.5)"]:
        pytest.fail(f"It has {' and '.join(dropouts)}; it should have Dropout(0.5) once, between the two Dense layers.")
    before, after = layers[: layers.index("Dropout(0.5)")], layers[layers.index("Dropout(0.5)") + 1 :]
    if not (before and before[-1].startswith("Dense") and len(after) == 1):
        pytest.fail("Its Dropout(0.5) is at the wrong place; it should be between the two Dense layers.")


def check_dropout_cnn_has_its_layers_in_order(build_dropout_cnn, network_of):
    """The dropout CNN is exactly three times Conv and MaxPool, then Flatten, Dense 128, Dropout, Dense 10."""
    has_layers(network_of(build_dropout_cnn), DROPOUT_CNN)


def check_dropout_cnn_has_its_shapes(build_dropout_cnn, network_of):
    """With same padding, only pooling shrinks the images: from 28 to 14, 7 and 3 pixels a side."""
    has_shapes(network_of(build_dropout_cnn), DROPOUT_CNN)


def check_dropout_cnn_has_its_parameters(build_dropout_cnn, network_of):
    """The dropout CNN has 241,546 parameters."""
    has_parameters(network_of(build_dropout_cnn), DROPOUT_CNN)


def check_residual_cnn_takes_an_image(build_residual_cnn, network_of):
    """The residual CNN takes a grey image with its one channel, 28 x 28 x 1."""
    takes(network_of(build_residual_cnn), (28, 28, 1))


def check_residual_cnn_answers_with_probabilities(build_residual_cnn, network_of):
    """The residual CNN gives ten probabilities, float32: one softmax, at the end."""
    answers_with_probabilities(network_of(build_residual_cnn))


def check_residual_cnn_can_learn(build_residual_cnn, network_of):
    """Every layer of the residual CNN can be trained, and no two of its units start with the same weights."""
    can_learn(network_of(build_residual_cnn))


def check_residual_cnn_ends_in_ten(build_residual_cnn, network_of):
    """The last layer of the residual CNN is Dense 10 softmax."""
    last = network_of(build_residual_cnn).layers[-1]
    if str(last) != "Dense(10, softmax)":
        pytest.fail(f"Its last layer is {last}; it should be Dense(10, softmax).")


def check_residual_cnn_has_a_skip_connection(build_residual_cnn, network_of):
    """The residual CNN adds up two branches, one of which skips layers of the other."""
    network = network_of(build_residual_cnn)
    if not network.skip_connections:
        kinds = {layer.look.kind for layer in network.layers}
        if "Concatenate" in kinds:
            likely = " It joins branches with Concatenate, which is not a sum."
        elif "Add" in kinds:
            likely = " Its Add gets the same thing twice: give it what goes into a convolution and what comes out."
        else:
            likely = ""
        pytest.fail(f"It has no skip connection.{likely} Add with layers.Add()([x, y]) or x + y.")


def check_residual_cnn_is_small(build_residual_cnn, network_of):
    """The residual CNN has at most 300,000 parameters."""
    parameters = network_of(build_residual_cnn).parameters
    if parameters > RESIDUAL_PARAMETERS:
        pytest.fail(
            f"It has {parameters:,} parameters; at most {RESIDUAL_PARAMETERS:,} are allowed. "
            "Most of them are usually in a Dense layer after Flatten: GlobalAveragePooling2D avoids it."
        )


# What the checks have in common.


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
        pytest.fail(f"It answers with {network.output_shape}; ten digits are (10,). Its last layer is {last}.")
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
            f"It applies softmax {len(softmaxes)} times: in {' and in '.join(map(str, softmaxes))}. "
            "Once is right; softmax of a softmax makes every answer nearly the same."
        )


def can_learn(network):
    """Fail if layers are frozen, or begin with weights from which they learn nothing."""
    if network.frozen:
        pytest.fail(
            f"Its weights are frozen, in {' and '.join(dict.fromkeys(network.frozen))}: leave trainable=False out, "
            "or training cannot change them."
        )
    if not network.is_finite:
        pytest.fail("Some of its weights are NaN or infinite, and stay so. Return the model as Keras makes it.")
    if network.stuck:
        pytest.fail(
            f"In {' and '.join(dict.fromkeys(network.stuck))}, all units start with the same weights, so they all "
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
