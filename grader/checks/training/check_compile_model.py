"""Checks of compile_model."""

import json

import numpy as np
import pytest

from grader.checks.expect import kind_of
from grader.checks.fresh import fresh
from grader.checks.generators import classifiers
from grader.checks.networks.compile_settings import (
    HIGHEST_RATE,
    LATE,
    SPARSE_LOSS,
    first_step,
    near,
    read_compile_settings,
)
from grader.checks.networks.network import Network, same_arrays
from grader.sandbox.exceptions import remedy
from grader.sandbox.worker.wire import Foreign, Model

SMALL = Model(  # four numbers in, ten probabilities out: enough to be compiled
    config=json.dumps(
        {
            "module": "keras",
            "class_name": "Sequential",
            "config": {
                "name": "small",
                "layers": [
                    {"module": "keras.layers", "class_name": "InputLayer", "config": {"batch_shape": [None, 4]}},
                    {
                        "module": "keras.layers",
                        "class_name": "Dense",
                        "config": {"name": "out", "units": 10, "activation": "softmax", "use_bias": True},
                    },
                ],
            },
        }
    ),
    weights=[np.linspace(-1, 1, 40, dtype=np.float32).reshape(4, 10), np.linspace(1, 2, 10, dtype=np.float32)],
)

FOR_TWO_CLASSES = ("precision", "recall", "auc", "f1_score", "fbeta_score", "true_positives", "false_positives")
ACCURACIES = ("accuracy", "sparse_categorical_accuracy")


def check_returns_the_same_model(compile_model, model=SMALL):
    """Your function returns the model that it receives, not a copy or another one."""
    answer = answer_of(compile_model, model)
    if answer.argument != 0:
        pytest.fail("It is another model than the one it was given. Compile that one, and return it.")


def check_leaves_the_model_as_it_is(compile_model, model=SMALL):
    """Compiling does not change layers or weights, or which of them are trained."""
    before, after = Network(model), Network(answer_of(compile_model, model))
    if after.layers != before.layers:
        pytest.fail(f"Its layers are {names(after)}; they were {names(before)}. Only call model.compile(...).")
    if not same_arrays(after.weights, before.weights):
        pytest.fail("Its weights changed. Only call model.compile(...); training comes later.")
    if after.frozen:
        pytest.fail("Its weights are frozen: training will not change them. Leave trainable = False out.")


def check_uses_adam(compile_model, model=SMALL):
    """The model learns with Adam, whatever its settings."""
    optimizer = read_compile_settings(answer_of(compile_model, model)).optimizer
    if optimizer != "Adam":
        pytest.fail(f'Its optimizer is {optimizer}; it should be Adam. Give compile optimizer="adam".')


def check_uses_the_loss_for_integer_labels(compile_model, model=SMALL):
    """The loss is cross-entropy for labels that are integers: sparse categorical cross-entropy."""
    settings = read_compile_settings(answer_of(compile_model, model))
    if not settings.has_sparse_loss(first_step(model)["loss"]):
        loss = settings.loss
        reasons = {
            "": "Without a loss there is nothing to learn from.",
            "categorical_crossentropy": "That one is for one-hot labels; these labels are integers.",
            "binary_crossentropy": "That one is for yes or no; these labels are ten classes.",
        }
        reason = reasons.get(loss, "It should compare probabilities with integer labels.")
        if loss not in reasons and "loss" in (settings.logs or {}):
            first = first_step(model)["loss"]
            reason += f" In a first step it is {settings.logs['loss']:.4g}, where that one is {first:.4g}."
        if settings.is_broken:
            reason += f" A first step of training ends in {settings.error}. {_remedy(settings)}"
        pytest.fail(f"Its loss is {loss or 'none'}; it should be {SPARSE_LOSS}. {reason}")


def check_takes_probabilities_for_what_they_are(compile_model, model=SMALL):
    """The loss takes the model's outputs as probabilities, because the model already ends in softmax."""
    if read_compile_settings(answer_of(compile_model, model)).from_logits:
        pytest.fail("Its loss has from_logits=True, which applies softmax once more. Leave it out.")


def check_watches_accuracy(compile_model):
    """Training reports the accuracy."""
    settings = read_compile_settings(answer_of(compile_model))
    metrics, logs = settings.metrics, settings.logs
    named = bool(set(metrics) & set(ACCURACIES))
    reported = named if logs is None else settings.reports(STEP["accuracy"])
    if named and not reported:
        pytest.fail(
            f"A first step reports {shown_logs(logs)}, and no metric is {STEP['accuracy']:.2f}, the share of correct "
            'labels in it. Give compile metrics=["accuracy"].'
        )
    if not reported:
        reasons = {
            "Accuracy()": " Accuracy() counts probabilities that are equal to the label; none is.",
            "categorical_accuracy": " CategoricalAccuracy is for one-hot labels; these are integers.",
            "binary_accuracy": " BinaryAccuracy is for yes or no; these are ten classes.",
        }
        reason = next((reasons[metric] for metric in metrics if metric in reasons), "")
        pytest.fail(f'Its metrics are {", ".join(metrics) or "none"}.{reason} Give compile metrics=["accuracy"].')


def check_begins_to_train(compile_model, model=SMALL):
    """A first step of training runs: loss and metrics take ten probabilities and a label for each image."""
    settings = read_compile_settings(answer_of(compile_model, model))
    if settings.error:
        two = [metric for metric in settings.metrics if metric in FOR_TWO_CLASSES]
        reason = (
            f"{two[0]} is for two classes, or for one-hot labels"
            if two
            else "check everything that you pass to compile"
        )
        known = settings.is_broken and _remedy(settings)
        pytest.fail(
            f"The first step of a training ends in {settings.error}. {known or f'The labels are integers: {reason}.'}"
        )


def check_changes_the_weights(compile_model):
    """Steps of training with these settings change the weights."""
    settings = read_compile_settings(answer_of(compile_model))
    if settings.still:
        pytest.fail(f"Steps of training change none of its weights. {_advice(settings)}")


def check_lowers_the_loss(compile_model):
    """A step of training with these settings lowers the loss of the images that it is taken with."""
    settings = read_compile_settings(answer_of(compile_model))
    if not settings.descends:
        pytest.fail(
            f"A first training step takes the loss from {settings.logs['loss']:.8g} to {settings.after:.8g}, which is "
            f"not lower. {_advice(settings)}"
        )


def check_learns_at_a_fitting_rate(compile_model):
    """The learning rate is at most 0.1, and after fifty steps it is not 0, or nearly, yet."""
    settings = read_compile_settings(answer_of(compile_model))
    if settings.is_too_fast:
        pytest.fail(
            f"Its learning rate is {max(settings.rates):.4g}; at most {HIGHEST_RATE} is allowed, because larger steps "
            "jump past what they look for. Give Adam a smaller one, such as 0.001."
        )
    if settings.is_too_slow and len(set(settings.rates)) > 1:
        pytest.fail(
            f"Its learning rate is {settings.late_rate:.4g} after {LATE} steps, and an epoch of MNIST has hundreds of "
            "steps. Count in steps what you give the schedule, not in epochs."
        )
    if settings.is_too_slow:
        pytest.fail(
            f"Its learning rate is {settings.late_rate:.4g}, with which training takes too long. Give Adam 0.001."
        )


def check_takes_the_mean_of_the_losses(compile_model):
    """The loss of several images is the mean of their losses, whatever their number."""
    settings = read_compile_settings(answer_of(compile_model))
    if settings.reduction != "mean":
        pytest.fail(
            f'Its loss has reduction="{settings.reduction}", so it grows with the number of images; '
            "it should be their mean. Leave reduction out."
        )
    loss = (settings.logs or {}).get("loss", STEP["loss"])
    if not near(loss, STEP["loss"]):
        pytest.fail(
            f"The loss of the first step is {loss:.4g}; the mean of -log(probability of the true label) is "
            f"{STEP['loss']:.4g} there. Leave out loss_weights and all settings of the loss."
        )


def _advice(settings):
    """What to do about steps that do not help."""
    if settings.late_rate and not settings.is_too_fast and not settings.is_too_slow:
        return "The learning rate is not the reason: leave out all other settings of Adam and of the loss."
    return "Give Adam a learning rate above 0 that is neither very large nor very small, such as 0.001."


def _remedy(settings):
    """What to do about the error that a first step ends in."""
    kind, _, message = settings.error.partition(": ")
    return remedy([kind], message)


def answer_of(compile_model, model=SMALL):
    """The model that comes back from compiling one; asked once, because it takes a tenth of a second."""
    answer = compile_model.once(model)
    if isinstance(answer, Foreign):
        pytest.fail(f"It returned a {answer.type}, {answer.text}; return the model itself.")
    if not isinstance(answer, Model):
        pytest.fail(f"It returned {kind_of(answer)}; return the model itself.")
    return answer


STEP = first_step(SMALL)  # 7 of 20 labels are right, which no other metric gives by chance


def shown_logs(logs):
    """The values that a step reported, in a line."""
    return ", ".join(f"{name} {value:.4g}" for name, value in list(logs.items())[:5])


def names(network):
    """The layers of a network, in a line."""
    return ", ".join(map(str, network.layers))


@fresh(1, model=classifiers)
def check_compiles_fresh_models(compile_model, model):
    """Any classifier of ten classes comes back compiled like the small one, and otherwise unchanged."""
    for claim in (
        check_returns_the_same_model,
        check_leaves_the_model_as_it_is,
        check_uses_adam,
        check_uses_the_loss_for_integer_labels,
        check_takes_probabilities_for_what_they_are,
        check_begins_to_train,
    ):
        claim(compile_model, model)
