"""The curves of a training that missed its gate: what they show, and what helps, in one or two sentences."""

from dataclasses import dataclass

CLOSE = 0.05  # share of the test images: a model further below its gate has another problem than its curves
ABOVE = 0.003  # share by which validation is above test and chance does not explain it
RISING = 0.0005  # share of the images that the last epoch still added
STEEP = 0.002  # share from which on the misconception `stopped_too_early` says it already
APART = 0.02  # share by which training is above validation, from which on `overfitted` says it already
UP_AGAIN = 1.1  # times its lowest value: a validation loss above that has risen
SHARED_SOURCES = (
    "Your validation says {validation:.2%}, which is too high: `digits` has several variants of each handwritten "
    "digit, and a random split has some of them in both parts. The test images share none with your training, and "
    "the last rows share none with the others: set those aside (validation_split=0.1) to know what to expect."
)
LEAK = "Your validation says {validation:.2%}: check that no validation image is also trained on."
OVERFITS = (
    "The training loss falls, but the validation loss has risen since epoch {epoch}: the model overfits. "
    "Dropout or shifted images (augment_images) help; more epochs do not."
)
STILL_RISING = "Its accuracy was still rising ({before:.2%}, then {last:.2%}): train for more epochs."
ONE_EPOCH = "It was trained for only one epoch: train for more."
STEADY = (
    "Its accuracy no longer rises. If the learning rate is constant, let it fall towards zero by the last epoch, "
    "for example with keras.optimizers.schedules.CosineDecay."
)


@dataclass(frozen=True)
class Curves:
    """The lists of a history, empty where there is none of finite numbers."""

    accuracy: list[float]
    loss: list[float]
    val_accuracy: list[float]
    val_loss: list[float]

    @property
    def overfits_since(self) -> int | None:
        """The epoch, counted from 1, with the lowest validation loss, where that has clearly risen since."""
        if not self.val_loss or len(self.loss) < 2 or self.loss[-1] >= self.loss[0]:
            return None
        lowest = min(self.val_loss)
        return self.val_loss.index(lowest) + 1 if self.val_loss[-1] > UP_AGAIN * lowest else None

    @property
    def gain(self) -> float:
        """The gain of the last epoch to the accuracy on the training images; 0.0 for a single epoch."""
        return self.accuracy[-1] - self.accuracy[-2] if len(self.accuracy) > 1 else 0.0


def advise(curves: Curves, accuracy: float, threshold: float, dataset: str) -> str:
    """Say what the curves of a model show that reached `accuracy`, a share of the test images, and what helps.

    Returns:
        One or two sentences; an empty text where the curves are not to blame, or a misconception says it already.
    """
    if not curves.accuracy or accuracy < threshold - CLOSE:
        return ""
    said = []
    validation = curves.val_accuracy[-1] if curves.val_accuracy else None
    if validation is not None and validation > accuracy + ABOVE:
        sentence = SHARED_SOURCES if dataset == "digits" else LEAK
        said.append(sentence.format(validation=validation))
    since = curves.overfits_since
    if since is not None:
        said.append(OVERFITS.format(epoch=since))
    elif len(curves.accuracy) == 1:
        said.append(ONE_EPOCH)
    elif curves.gain > RISING:
        if curves.gain <= STEEP:
            said.append(STILL_RISING.format(before=curves.accuracy[-2], last=curves.accuracy[-1]))
    elif validation is None or curves.accuracy[-1] - validation <= APART:
        said.append(STEADY)
    return " ".join(said)
