"""What goes wrong in the input of the networks, and in what is returned."""

from typing import TYPE_CHECKING

from grader.misconceptions.known.models.models_shared import ALL, EXERCISE, WITH_CONVOLUTIONS, _mistake, built

if TYPE_CHECKING:
    import keras


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
