"""What goes wrong in train_dense, train_cnn and train_champion."""

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from grader.checks.expect import parts_of
from grader.checks.networks.compile_settings import read_compile_settings
from grader.checks.networks.network import Network
from grader.misconceptions.known.training.training_shared import USUAL_LOSSES
from grader.misconceptions.model_diagnosis import AS_MEASURED, SOMETHING, UNSCALED
from grader.misconceptions.registry import misconception
from grader.report.model_evaluation import usually_named
from grader.sandbox.worker.wire import Model

if TYPE_CHECKING:
    import keras

# train_dense, train_cnn and train_champion

TRAININGS = ("train_dense", "train_cnn", "train_champion")
EXERCISE = ""  # where one is planted, the function that it is planted as
EVERY = 12  # of the images, to be quick: the first ones of `digits` are variants of a few sources
RISING = 0.002  # share of the training images by which a training that is not at its end still gains per epoch
OVERFITTING = 0.02  # share by which the training images are known better than others
MUCH = 0.3  # share of the images that no chance explains
LEARNED = 0.9  # share of the training images that a model knows which has learned something
GUESSED = (
    0.25  # share of the images that a model recognises at most which guesses; 0.18 was seen where pairs were broken
)
LINEAR = 0.85  # share of the images that a single layer recognises, even after a short training
PICKING_UP = 0.03  # share of the training images by which a training gains at least that is slow, and learns


def fitted_quickly(exercise, pixels, labels, epochs=6, model=None, metrics=("accuracy",)):
    """A training of a second or two, of a network that the exercise allows; the same each time."""
    keras.utils.set_random_seed(0)
    convolution = [
        keras.layers.Reshape((28, 28, 1)),
        keras.layers.Conv2D(8, 5, 2, activation="relu"),
        keras.layers.MaxPooling2D(),
    ]
    parts = [] if exercise == "train_dense" else convolution
    parts = [keras.Input((28, 28)), *parts, keras.layers.Flatten(), keras.layers.Dense(64, activation="relu")]
    model = model or keras.Sequential([*parts, keras.layers.Dense(10, activation="softmax")])
    model.compile(keras.optimizers.Adam(0.002), "sparse_categorical_crossentropy", metrics=list(metrics))
    history = model.fit(pixels, labels, batch_size=64, epochs=epochs, verbose=0).history
    return model, history


@lru_cache(maxsize=1)  # all misconceptions ask the same
def _told(evidence):
    """The mistake that a training shows, and the measurement: the first that would explain all that comes after it."""
    assert evidence.calls, "it was never called"
    call = evidence.calls[0]
    function, answer = call.function, call.returned
    if call.answered and answer is None:
        return "returned_nothing", ""
    if isinstance(answer, Model):
        return "returned_the_model_alone", ""
    model, history = parts_of(answer, ("model", "history"))
    history = usually_named(history)
    if isinstance(history, Model) and not isinstance(model, Model):
        return "swapped_model_and_history", ""
    if isinstance(history, dict) and "loss" in history and "accuracy" not in history:
        return "trained_without_accuracy", ""
    if isinstance(history, dict) and all(isinstance(history.get(name), float) for name in ("loss", "accuracy")):
        return "returned_the_last_epoch_alone", ""
    if call.changed:
        return "changed_the_images", ""
    network = Network(model)
    if function == "train_cnn" and not network.has_convolution:
        return "left_out_the_convolution", ""
    if function == "train_dense" and network.has_convolution:
        return "used_a_convolution", ""
    if evidence.glance is None:
        return "", ""
    return ("left_out_the_softmax", "") if _takes_outputs_for_shares(model, network) else _told_by(evidence.glance)


def _takes_outputs_for_shares(model, network):
    """Whether the loss takes the outputs for probabilities, and nothing makes them so."""
    if not isinstance(model, Model) or model.compiled is None or network.layers[-1].look.activation != "linear":
        return False
    settings = read_compile_settings(model)
    return settings.loss in USUAL_LOSSES and not settings.from_logits


def _told_by(glance):
    """The same, of a model that missed its gate."""
    if glance.is_undefined:
        return "diverged", ""
    as_it_is, better = glance.shares[AS_MEASURED], glance.better_pixels()
    if better is not None:
        scales = any(layer.look.kind == "Rescaling" for layer in glance.network.layers)
        name = "scaled_inside_the_model" if scales and better == UNSCALED else f"trained_on_pixels_{better}"
        return name.replace(" ", "_"), _measured_on(better, glance)
    renamed = glance.renamed()
    if glance.share_renamed() >= as_it_is + MUCH and len(set(renamed)) == len(renamed):
        shifts = set((np.arange(len(renamed)) - renamed) % len(renamed))
        example = int(np.argmax(renamed != np.arange(len(renamed))))
        measured = f"Measured: images of {renamed[example]} are called {example}."
        return ("shifted_the_labels" if len(shifts) == 1 else "reordered_the_classes"), measured
    labels = glance.labels_given
    if (labels == labels[0]).all():
        return "collapsed_to_one_class", f"Measured: every image is called {labels[0]}."
    accuracy, validation = glance.curve("accuracy"), glance.curve("val_accuracy")
    guesses = max([as_it_is, *validation]) < GUESSED
    if guesses and accuracy and max(accuracy) < SOMETHING and accuracy[-1] - [0.1, *accuracy][-2] < PICKING_UP:
        measured = f"Measured: {max(accuracy):.0%} of the training images, {as_it_is:.0%} of others."
        return "learned_nothing", measured
    harder = len(accuracy) > 1 and as_it_is > accuracy[-1] + MUCH  # its own images are
    if glance.is_surer_elsewhere or glance.may_know_cut_pixels or harder:
        return "", ""  # whatever it was trained on, it was not what it is measured on, and its curves are not to blame
    by_heart = bool(validation) and guesses
    if accuracy and accuracy[-1] >= LEARNED and as_it_is < accuracy[-1] - MUCH and not by_heart:
        return "returned_another_model", f"Measured: {as_it_is:.0%}; its history ends at {accuracy[-1]:.0%}."
    if sum(bool(layer.parameters) for layer in glance.network.layers) == 1:
        return ("left_out_the_hidden_layer" if as_it_is >= LINEAR else ""), ""  # below, something else is wrong as well
    if accuracy and max(accuracy) >= SOMETHING and as_it_is < GUESSED:
        return "", ""  # it knows by heart what it was trained on, and more of the same would not help it
    if len(accuracy) == 1 and as_it_is > accuracy[0] + RISING:
        measured = f"Measured: {accuracy[0]:.2%} on the way through its one epoch, {as_it_is:.2%} at the end."
        return "stopped_too_early", measured
    if len(accuracy) > 1 and accuracy[-1] - accuracy[-2] > RISING:
        return "stopped_too_early", f"Measured: {accuracy[-2]:.2%}, then {accuracy[-1]:.2%}."
    if accuracy and accuracy[-1] - (validation[-1] if validation else as_it_is) > OVERFITTING:
        other = f"{validation[-1]:.1%} of the validation" if validation else f"{as_it_is:.1%} of other"
        return "overfitted", f"Measured: {accuracy[-1]:.1%} of the training images, {other} images."
    return "", ""


def _measured_on(better, glance):
    """What tells that a model was trained on other pixels: more images recognised, or as many with a lower loss."""
    views = {how: f"{glance.shares[how]:.0%}" for how in (AS_MEASURED, better)}
    if len(set(views.values())) == 1:
        views = {how: f"a loss of {glance.losses[how]:.3g}" for how in views}
    return f"Measured: {', '.join(f'{found} on pixels {how}' for how, found in views.items())}."


def _shows(*names):
    def seen(evidence):
        told, measured = _told(evidence)
        return told in names and (measured or True)

    return seen


@misconception(*TRAININGS, seen=_shows("returned_nothing"))
def returned_nothing(images, labels, seed=0):
    """You return nothing, so the trained model is lost. Return the model and its history."""
    fitted_quickly(EXERCISE, images[::EVERY] / 255, labels[::EVERY], epochs=1)


@misconception(*TRAININGS, seen=_shows("returned_the_model_alone"))
def returned_the_model_alone(images, labels, seed=0):
    """You return only the model; the contract asks for the model and the history that model.fit gives."""
    return fitted_quickly(EXERCISE, images[::EVERY] / 255, labels[::EVERY], epochs=1)[0]


@misconception(*TRAININGS, seen=_shows("swapped_model_and_history"))
def swapped_model_and_history(images, labels, seed=0):
    """You return the history first; the contract asks for the model first, then its history."""
    return fitted_quickly(EXERCISE, images[::EVERY] / 255, labels[::EVERY], epochs=1)[::-1]


@misconception(*TRAININGS, seen=_shows("trained_without_accuracy"))
def trained_without_accuracy(images, labels, seed=0):
    """The history has a loss but no accuracy: the model was compiled without that metric. Use your compile_model."""
    return fitted_quickly(EXERCISE, images[::EVERY] / 255, labels[::EVERY], epochs=1, metrics=())


@misconception(*TRAININGS, seen=_shows("returned_the_last_epoch_alone"))
def returned_the_last_epoch_alone(images, labels, seed=0):
    """You return one loss and one accuracy; a history has a list of each, with one number per epoch."""
    model, history = fitted_quickly(EXERCISE, images[::EVERY] / 255, labels[::EVERY], epochs=1)
    return model, {name: values[-1] for name, values in history.items()}


@misconception(*TRAININGS, seen=_shows("changed_the_images"))
def changed_the_images(images, labels, seed=0):
    """Your training changes the images or labels that it receives, so later code sees different values.

    Work on copies.
    """
    np.random.default_rng(seed).shuffle(images)
    return fitted_quickly(EXERCISE, images[::EVERY] / 255, labels[::EVERY], epochs=1)


@misconception("train_dense", seen=_shows("used_a_convolution"))
def used_a_convolution(images, labels, seed=0):
    """Your network has a convolution; this exercise asks for a network without one."""
    return fitted_quickly("train_cnn", images[::EVERY] / 255, labels[::EVERY], epochs=1)


@misconception("train_cnn", seen=_shows("left_out_the_convolution"))
def left_out_the_convolution(images, labels, seed=0):
    """Your network has no convolution; this exercise asks for a network with one."""
    return fitted_quickly("train_dense", images[::EVERY] / 255, labels[::EVERY], epochs=1)


@misconception(*TRAININGS, seen=_shows("diverged"))
def diverged(images, labels, seed=0):
    """Some answers of your model are NaN: its training diverged. A smaller learning rate keeps it stable."""
    model, history = fitted_quickly(EXERCISE, images[::EVERY] / 255, labels[::EVERY], epochs=1)
    model.set_weights([weight * np.nan for weight in model.get_weights()])
    return model, history


@misconception(*TRAININGS, seen=_shows("left_out_the_softmax"))
def left_out_the_softmax(images, labels, seed=0):
    """The last layer has no softmax, but the loss takes its outputs for probabilities.

    Give the last Dense activation="softmax", or the loss from_logits=True.
    """
    layers = [keras.Input((28, 28)), keras.layers.Reshape((28, 28, 1))]
    layers += [] if EXERCISE == "train_dense" else [keras.layers.Conv2D(4, 5, 4, activation="relu")]
    model = keras.Sequential([*layers, keras.layers.Flatten(), keras.layers.Dense(10)])
    return fitted_quickly(EXERCISE, images[::EVERY] / 255, labels[::EVERY], epochs=1, model=model)


@misconception(*TRAININGS, seen=_shows("trained_on_pixels_from_0_to_255"))
def trained_on_pixels_from_0_to_255(images, labels, seed=0):
    """You trained on unscaled pixels, 0 to 255. A trained model must take pixels from 0 to 1: scale them."""
    return fitted_quickly(EXERCISE, images[::EVERY].astype("float32"), labels[::EVERY])


@misconception(*TRAININGS, seen=_shows("scaled_inside_the_model"))
def scaled_inside_the_model(images, labels, seed=0):
    """Your model scales the pixels itself, so it needs them from 0 to 255. A trained model must take them from 0 to 1.

    Take its Rescaling or division out, and scale the images before you train.
    """
    scaling = [keras.Input((28, 28)), keras.layers.Rescaling(1 / 255), keras.layers.Reshape((28, 28, 1))]
    scaling += [] if EXERCISE == "train_dense" else [keras.layers.Conv2D(8, 5, 2, activation="relu")]
    hidden = [keras.layers.Flatten(), keras.layers.Dense(64, activation="relu")]
    model = keras.Sequential([*scaling, *hidden, keras.layers.Dense(10, activation="softmax")])
    return fitted_quickly(EXERCISE, images[::EVERY].astype("float32"), labels[::EVERY], model=model)


@misconception(*TRAININGS, seen=_shows("trained_on_pixels_from_1_down_to_0"))
def trained_on_pixels_from_1_down_to_0(images, labels, seed=0):
    """You trained on inverted images. A trained model must take pixels from 0, the background, to 1, the ink."""
    return fitted_quickly(EXERCISE, 1 - images[::EVERY] / 255, labels[::EVERY])


@misconception(*TRAININGS, seen=_shows("trained_on_pixels_from_-1_to_1"))
def trained_on_pixels_from_minus_1_to_1(images, labels, seed=0):
    """You trained on pixels from -1 to 1. A trained model must take pixels from 0 to 1, as scale_pixels gives."""
    return fitted_quickly(EXERCISE, images[::EVERY] / 127.5 - 1, labels[::EVERY])


@misconception(
    *TRAININGS,
    seen=_shows(
        "trained_on_pixels_standardised",
        "trained_on_pixels_standardised_one_by_one",
        "trained_on_pixels_minus_the_mean_of_each",
    ),
)
def standardised_the_pixels(images, labels, seed=0):
    """You subtracted the mean (and divided by the deviation). A trained model must take pixels from 0 to 1."""
    return fitted_quickly(EXERCISE, (images[::EVERY] - images.mean()) / images.std(), labels[::EVERY])


@misconception(
    *TRAININGS,
    seen=_shows(
        "trained_on_pixels_divided_by_the_length_of_their_column",
        "trained_on_pixels_divided_by_the_length_of_their_row",
    ),
)
def normalised_the_pixels(images, labels, seed=0):
    """You divided each column or row of an image by its length, as keras.utils.normalize does.

    A trained model must take pixels from 0 to 1: divide by 255, as scale_pixels does.
    """
    return fitted_quickly(EXERCISE, keras.utils.normalize(images[::EVERY].astype("float32"), axis=1), labels[::EVERY])


@misconception(*TRAININGS, seen=_shows("trained_on_pixels_divided_by_255_twice"))
def scaled_the_pixels_twice(images, labels, seed=0):
    """You divided the pixels by 255 twice. scale_pixels does it once, and then they are from 0 to 1."""
    return fitted_quickly(EXERCISE, images[::EVERY] / 255 / 255, labels[::EVERY])


@misconception(*TRAININGS, seen=_shows("trained_on_pixels_column_by_column"))
def exchanged_rows_and_columns(images, labels, seed=0):
    """You trained on images whose rows and columns are swapped. A trained model must take images as they are."""
    return fitted_quickly(EXERCISE, images[::EVERY].transpose(0, 2, 1) / 255, labels[::EVERY])


@misconception(*TRAININGS, seen=_shows("shifted_the_labels"))
def shifted_the_labels(images, labels, seed=0):
    """Your model tells the digits apart but gives them the wrong numbers: the labels were shifted. 0 stays 0."""
    return fitted_quickly(EXERCISE, images[::EVERY] / 255, (labels[::EVERY] + 1) % 10)


@misconception(*TRAININGS, seen=_shows("reordered_the_classes"))
def reordered_the_classes(images, labels, seed=0):
    """Your model tells the digits apart but mixes up their names: output j must be the probability of digit j."""
    return fitted_quickly(EXERCISE, images[::EVERY] / 255, 9 - labels[::EVERY])


@misconception(*TRAININGS, seen=_shows("collapsed_to_one_class"))
def collapsed_to_one_class(images, labels, seed=0):
    """Your model gives every image the same label: fit it on images with their labels, at a small learning rate."""
    return fitted_quickly(EXERCISE, images[::EVERY] / 255, labels[::EVERY] * 0 + 1, epochs=2)


@misconception(*TRAININGS, seen=_shows("learned_nothing"))
def learned_nothing(images, labels, seed=0):
    """Your model guesses, even on its training images.

    Check that each image keeps its label when you shuffle, and that the learning rate is neither far too large nor far
    too small.
    """
    shuffled = np.random.default_rng(seed).permutation(images[::EVERY])
    return fitted_quickly(EXERCISE, shuffled / 255, labels[::EVERY], epochs=2)


@misconception(*TRAININGS, seen=_shows("returned_another_model"))
def returned_another_model(images, labels, seed=0):
    """The history is from a model that has learned, but you return a different one: return the one that you fitted."""
    model, history = fitted_quickly(EXERCISE, images[::EVERY] / 255, labels[::EVERY], epochs=12)
    return keras.models.clone_model(model), history


@misconception("train_dense", seen=_shows("left_out_the_hidden_layer"))
def left_out_the_hidden_layer(images, labels, seed=0):
    """Your network is a single layer; that recognises 93 to 95 %, however long you train. Give it a hidden layer."""
    layers = [keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")]
    return fitted_quickly(EXERCISE, images[::EVERY] / 255, labels[::EVERY], model=keras.Sequential(layers))


@misconception(*TRAININGS, seen=_shows("stopped_too_early"))
def stopped_too_early(images, labels, seed=0):
    """The accuracy was still rising in the last epoch: train longer, or with a larger learning rate."""
    return fitted_quickly(EXERCISE, images[::EVERY] / 255, labels[::EVERY], epochs=2)


@misconception(*TRAININGS, seen=_shows("overfitted"))
def overfitted(images, labels, seed=0):
    """Your model knows its training images better than others: it overfits.

    More images, shifted images or dropout help.
    """
    return fitted_quickly(EXERCISE, images[:300] / 255, labels[:300], epochs=60)
