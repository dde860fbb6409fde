"""What goes wrong in the layers of all networks: activations, widths, order."""

from typing import TYPE_CHECKING

from grader.misconceptions.known.models.models_shared import ALL, EXERCISE, _mistake, built

if TYPE_CHECKING:
    import keras
    from keras import layers


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
    """Your model computes in float64. The contract asks for float32, Keras' default: leave the setting out."""
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
