"""What goes wrong in compile_model."""

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from grader.checks.networks.compile_settings import first_step, near, read_compile_settings
from grader.checks.networks.network import Network, same_arrays
from grader.misconceptions.known.training.training_shared import USUAL_LOSSES
from grader.misconceptions.registry import misconception
from grader.sandbox.remedies import spelt
from grader.sandbox.worker.wire import Model

if TYPE_CHECKING:
    import keras

REGRESSION = ("mse", "mae", "mean_squared_error", "mean_absolute_error", "huber", "log_cosh", "msle", "mape")
KIND_OF_LABELS = {"categorical_crossentropy": "categorical_accuracy", "binary_crossentropy": "binary_accuracy"}


def _settings(*wrong):
    """Whether just these of the settings are other than asked for."""

    def seen(evidence):
        return _of_compiling(evidence) == set(wrong)

    return seen


@lru_cache(maxsize=1)  # all misconceptions ask the same
def _of_compiling(evidence):
    """The deviations from the contract, in words: each setting, and the model."""
    assert evidence.calls, "it was never called"
    call = evidence.calls[0]
    assert call.answered, "it raised an exception"
    given, answer = call.args[0], call.returned
    if answer is None:
        return {"nothing returned"}
    assert isinstance(answer, Model), "it returned no model"
    if answer.compiled is None:
        return {"not compiled"}
    settings, before, after = read_compile_settings(answer), Network(given), Network(answer)
    found = set()
    if settings.optimizer != "Adam":
        found.add(settings.optimizer if settings.optimizer in ("SGD", "RMSprop") else "another optimizer")
    step = first_step(given)
    sparse = settings.has_sparse_loss(step["loss"])
    if not sparse:
        other = _other_loss(settings.loss)
        found.add("broken" if settings.is_broken and other == "another loss" else other)
    if settings.from_logits:
        found.add("logits")
    elif settings.reduction != "mean":
        found.add("summed" if settings.reduction == "sum" else "unreduced")
    if not settings.metrics and not settings.reports(step["accuracy"]):
        found.add("no metrics")
    elif not {"accuracy", "sparse_categorical_accuracy"} & set(settings.metrics):
        fits = KIND_OF_LABELS.get(settings.loss) in settings.metrics  # one mistake about the labels, made twice
        if not fits:
            accuracies = {"Accuracy()", "categorical_accuracy", "binary_accuracy"} & set(settings.metrics)
            found.add("another accuracy" if accuracies else "another metric")
    if after.layers != before.layers:
        found.add("other layers")
    elif not same_arrays(after.weights, before.weights):
        found.add("other weights")
    elif settings.logs:  # a first step of this very model tells what it reports
        named = {"accuracy", "sparse_categorical_accuracy"} & set(settings.metrics)
        plain = sparse and not {"logits", "summed", "unreduced"} & found
        if plain and not near(settings.logs.get("loss", 0.0), step["loss"]):
            found.add("weighted loss")
        if named and not settings.reports(step["accuracy"]):
            found.add("made-up accuracy")
    if answer.argument != 0:
        found.add("another model")
    if after.frozen:
        found.add("frozen")
    if settings.error and not found:
        found.add("broken" if settings.is_broken else "no first step")
    elif settings.still and not found:
        found.add("no change")
    elif settings.is_too_slow and settings.rates[0] > 0 and len(set(settings.rates)) > 1 and not found:
        found.add("a schedule in epochs")
    elif (settings.is_too_fast or settings.is_too_slow) and not found:
        found.add("a wrong rate")
    elif not settings.descends and not found:
        found.add("no descent")
    return found


def _other_loss(name):
    if name in REGRESSION:
        return "a loss for numbers"
    if spelt("loss", name) == USUAL_LOSSES[0]:
        return "a loss misspelt"
    return (name or "no loss") if name in ("", *USUAL_LOSSES) else "another loss"


@misconception("compile_model", seen=_settings("not compiled"))
def left_the_model_uncompiled(model):
    """You return the model without compiling it. Call its compile with optimizer, loss and accuracy."""
    return model


@misconception("compile_model", seen=_settings("nothing returned"))
def returned_what_compile_returns(model):
    """You return nothing: compile changes the model itself and returns nothing. Return the model on the next line."""
    return model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])


@misconception("compile_model", seen=_settings("another model"))
def compiled_another_model(model):
    """You compiled and returned a different model. Compile the one that you receive."""
    copy = keras.models.clone_model(model)
    copy.set_weights(model.get_weights())
    copy.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return copy


@misconception("compile_model", seen=_settings("another model", "other weights"))
def cloned_without_the_weights(model):
    """You returned a different model, a clone or a new one, whose weights are drawn again.

    Compile the very model that you receive.
    """
    copy = keras.models.clone_model(model)
    copy.set_weights([weight + 1 for weight in model.get_weights()])
    copy.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return copy


@misconception("compile_model", seen=_settings("other weights"))
def trained_already(model):
    """You changed the weights of the model. Compiling only sets how it learns; training comes later."""
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(np.ones((8, 4)), np.zeros(8), verbose=0)
    return model


@misconception("compile_model", seen=_settings("other layers"))
def added_a_layer(model):
    """You changed the layers of the model. It already ends in softmax; compiling only sets how it learns."""
    model.add(keras.layers.Softmax())
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


@misconception("compile_model", seen=_settings("SGD"))
def learned_by_sgd(model):
    """Your optimizer is SGD, plain gradient descent. The contract asks for Adam, which adapts the size of each step."""
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


@misconception("compile_model", seen=_settings("RMSprop"))
def learned_by_rmsprop(model):
    """Your optimizer is RMSprop, which Keras uses if you name none. The contract asks for Adam."""
    model.compile(loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


@misconception("compile_model", seen=_settings("another optimizer"))
def learned_by_another_optimizer(model):
    """Your optimizer is not Adam. The contract asks for Keras' own Adam, with any settings."""
    model.compile("adamax", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


@misconception("compile_model", seen=_settings("categorical_crossentropy"))
def categorical_loss_on_integer_labels(model):
    """Your loss is for one-hot labels. These labels are integers: use the sparse version of the loss."""
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    return model


@misconception("compile_model", seen=_settings("binary_crossentropy"))
def binary_loss(model):
    """Your loss is for yes-or-no questions. Each of these labels is one of ten classes, as an integer."""
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    return model


@misconception("compile_model", seen=_settings("a loss for numbers"))
def loss_of_a_regression(model):
    """Your loss measures a distance between numbers. Labels are names: the contract asks for cross-entropy."""
    model.compile("adam", "mse", metrics=["accuracy"])
    return model


@misconception("compile_model", seen=_settings("another loss"))
def another_loss(model):
    """Your loss is not the contract's: cross-entropy, sparse and categorical, for ten integer labels."""
    model.compile("adam", "kl_divergence", metrics=["accuracy"])
    return model


@misconception("compile_model", seen=_settings("a loss misspelt"))
def misspelt_the_loss(model):
    """You misspelt the loss. It is called sparse_categorical_crossentropy: crossentropy is one word."""
    model.compile("adam", "sparse_categorical_cross_entropy", metrics=["accuracy"])
    return model


@misconception("compile_model", seen=_settings("no loss"))
def left_out_the_loss(model):
    """You named no loss, and without a loss the model cannot learn. The contract asks for cross-entropy."""
    model.compile("adam", metrics=["accuracy"])
    return model


@misconception("compile_model", seen=_settings("logits"))
def logits_from_a_softmax(model):
    """Your loss takes logits and applies softmax to them. The model already ends in softmax: leave from_logits out."""
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("adam", loss, metrics=["accuracy"])
    return model


@misconception("compile_model", seen=_settings("no metrics"))
def left_out_the_metrics(model):
    """The model has no metrics, so training reports only the loss: pass accuracy by name, as metrics=[...].

    The third argument of compile is loss_weights.
    """
    model.compile("adam", "sparse_categorical_crossentropy")
    return model


@misconception("compile_model", seen=_settings("another accuracy"))
def accuracy_of_other_labels(model):
    """You use an accuracy that is for another kind of labels. Keras chooses the right one for "accuracy"."""
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["categorical_accuracy"])
    return model


@misconception("compile_model", seen=_settings("another metric"))
def watched_another_metric(model):
    """You use a metric other than accuracy. The contract asks for accuracy; you may add others to it."""
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["mae"])
    return model


@misconception("compile_model", seen=_settings("summed"))
def summed_the_losses(model):
    """Your loss is the sum over a batch, reduction="sum", so its steps grow with the batch. Use the mean."""
    loss = keras.losses.SparseCategoricalCrossentropy(reduction="sum")
    model.compile("adam", loss, metrics=["accuracy"])
    return model


@misconception("compile_model", seen=_settings("unreduced"))
def left_the_losses_unreduced(model):
    """Your loss stays one number per image, reduction="none", and Keras adds these up. Use their mean."""
    loss = keras.losses.SparseCategoricalCrossentropy(reduction="none")
    model.compile("adam", loss, metrics=["accuracy"])
    return model


@misconception("compile_model", seen=_settings("weighted loss"))
def weighted_the_loss(model):
    """Your loss is not the plain mean cross-entropy: it is multiplied, added up, or leaves out a class.

    Leave loss_weights and the settings of the loss out.
    """
    model.compile("adam", "sparse_categorical_crossentropy", loss_weights=[10.0], metrics=["accuracy"])
    return model


@misconception("compile_model", seen=_settings("no first step"))
def watched_what_does_not_fit(model):
    """The first training step ends in an error.

    Loss and metrics must fit ten outputs and integer labels. Keras' precision, recall, AUC and F-score are for two
    classes or one-hot labels; here they are exercises.
    """
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy", keras.metrics.Precision()])
    return model


@misconception("compile_model", seen=_settings("no change"))
def learned_at_no_rate(model):
    """Your settings change no weight: the learning rate is 0, or the loss depends on none.

    0.001 is Adam's usual rate.
    """
    model.compile(keras.optimizers.Adam(0.0), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


@misconception("compile_model", seen=_settings("a wrong rate"))
def learned_at_a_wrong_rate(model):
    """Your learning rate is negative, NaN, far too large or far too small. 0.001 is Adam's usual rate."""
    model.compile(keras.optimizers.Adam(-0.001), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


@misconception("compile_model", seen=_settings("a schedule in epochs"))
def counted_a_schedule_in_epochs(model):
    """Your schedule ends within fifty steps. It counts steps, one for each batch, and not epochs."""
    schedule = keras.optimizers.schedules.CosineDecay(0.001, decay_steps=10)
    model.compile(keras.optimizers.Adam(schedule), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


@misconception("compile_model", seen=_settings("made-up accuracy"))
def watched_an_accuracy_of_its_own(model):
    """Your metric is called accuracy but computes something else. Keras has the right one: metrics=["accuracy"]."""

    def accuracy(y_true, y_pred):
        return keras.ops.mean(keras.ops.round(y_pred))

    model.compile("adam", "sparse_categorical_crossentropy", metrics=[accuracy])
    return model


@misconception("compile_model", seen=_settings("frozen"))
def froze_the_model(model):
    """You set trainable to False, so training cannot change the weights. Compiling only sets how the model learns."""
    model.trainable = False
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
