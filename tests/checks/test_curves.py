"""What the curves of a training that missed its gate are said to show."""

import pytest

from grader.checks.networks.curves import Curves, advise

FLAT = [0.96, 0.98, 0.98]
FALLING = [0.3, 0.2, 0.1]


def said(
    accuracy: list[float],
    val_accuracy: list[float] | None = None,
    val_loss: list[float] | None = None,
    reached: float = 0.98,
    dataset: str = "mnist",
) -> str:
    """The advice for a model that recognises 98 % of the test images at the gate of 98.5 %, trained on MNIST."""
    curves = Curves(accuracy, FALLING[: len(accuracy)], val_accuracy or [], val_loss or [])
    return advise(curves, reached, 0.985, dataset)


def test_a_curve_that_still_rises_asks_for_more_epochs() -> None:
    assert said([0.96, 0.979, 0.98]) == ("Its accuracy was still rising (97.90%, then 98.00%): train for more epochs.")


def test_a_flat_curve_asks_for_a_falling_rate() -> None:
    assert said(FLAT).startswith("Its accuracy no longer rises. If the learning rate is constant, let it fall")
    assert "CosineDecay" in said(FLAT)


def test_one_epoch_is_too_few() -> None:
    assert said([0.98]) == "It was trained for only one epoch: train for more."


def test_validation_above_test_is_explained_by_the_shared_sources_of_the_digits() -> None:
    sentences = said(FLAT, val_accuracy=[0.99, 0.99, 0.994], val_loss=FALLING, dataset="digits")

    assert sentences.startswith("Your validation says 99.40%, which is too high: `digits` has several variants")
    assert "The test images share none" in sentences


def test_validation_above_test_on_mnist_is_another_matter() -> None:
    sentences = said(FLAT, val_accuracy=[0.99, 0.99, 0.994], val_loss=FALLING)

    assert sentences.startswith("Your validation says 99.40%: check that no validation image is also trained on.")


def test_a_validation_loss_that_rises_again_is_overfitting() -> None:
    sentences = said(FLAT, val_accuracy=[0.98, 0.981, 0.98], val_loss=[0.08, 0.06, 0.07])

    assert sentences == (
        "The training loss falls, but the validation loss has risen since epoch 2: the model overfits. "
        "Dropout or shifted images (augment_images) help; more epochs do not."
    )


@pytest.mark.parametrize(
    ("accuracy", "reached"),
    [
        pytest.param([], 0.98, id="no curve"),
        pytest.param(FLAT, 0.9, id="far below the gate"),
        pytest.param([0.9, 0.95, 0.98], 0.98, id="a steep rise, which stopped_too_early names"),
    ],
)
def test_nothing_is_said_where_the_curves_are_not_to_blame_or_it_is_said_elsewhere(
    accuracy: list[float], reached: float
) -> None:
    assert said(accuracy, reached=reached) == ""


def test_training_far_above_validation_is_named_elsewhere() -> None:
    assert said([0.98, 0.999, 0.999], val_accuracy=[0.97, 0.975, 0.976], val_loss=FALLING) == ""
