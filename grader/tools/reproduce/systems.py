"""The published systems: what was published about each, and our choices where nothing was."""

from collections.abc import Sequence
from dataclasses import dataclass

from grader.util.text import close_names

TEST_SET = "test set"  # what `report` was validated on while it was trained
EVALUATION = (
    "metrics.predicted_labels",
    "metrics.confusion_matrix",
    "metrics.one_vs_rest_counts",
    "metrics.accuracy",
    "metrics.precision",
    "metrics.recall",
    "metrics.specificity",
    "metrics.f_score",
    "metrics.classification_report",
    "evaluation.misclassified",
    "evaluation.metrics_json",
    "evaluation.plot_history",
    "evaluation.plot_confusion_matrix",
    "evaluation.plot_predictions",
)


class UnknownSystem(Exception):
    """A name that is not a system, with the closest that are."""


PUBLISHED_ON = "mnist"  # name of the images that all five were published on
NAMES = {"mnist": "MNIST"}  # of images, in a sentence
NOT_STATED = "not stated"


@dataclass(frozen=True)
class System:
    """One published system.

    Attributes:
        name: what it is called here.
        model: the function of `models.py` that builds it.
        epochs: passes over the training images.
        batch_size: images per step.
        validation: share of the training images that is held out, or `TEST_SET`.
        published: the published test accuracy, as exactly as it was stated, or None.
        augmented: trained on freshly shifted images in each epoch, one-hot labels and categorical cross-entropy;
            the others on the images as they are, and on labels.
        shows_counts: prints the scores per digit that follow from TP, FP, FN and TN.
        shows_auc: prints the area under the ROC curve.
        shows_single: predicts some images one at a time.
    """

    name: str
    model: str
    epochs: int
    batch_size: int
    validation: float | str
    published: str | None = None
    augmented: bool = False
    shows_counts: bool = False
    shows_auc: bool = False
    shows_single: bool = False

    @property
    def has_channel(self) -> bool:
        """Whether images have a channel axis: all but dense networks take one."""
        return self.model != "build_dense"

    @property
    def needs(self) -> tuple[str, ...]:
        """The exercises that it is made of, in the order in which they are called."""
        needs = ["preprocessing.scale_pixels"]
        needs += ["preprocessing.add_channel"] * self.has_channel
        needs += ["preprocessing.split_validation"] * (self.validation != TEST_SET)
        needs += ["preprocessing.one_hot", "preprocessing.augment_images"] * self.augmented
        needs += [f"models.{self.model}"]
        needs += ["training.compile_model"] * (not self.augmented)
        return (*needs, *EVALUATION, *["metrics.roc_auc"] * self.shows_auc)


# Published are, where they say so, the model, the optimiser (Adam), the loss, epochs, validation and accuracy. Ours are
# the batch sizes; the epochs of `counts`, `dropout` and `augmented`, few for the sake of time: on MNIST, seed 0, the
# last one still adds 0.12, 0.01 and 0.15 points of validation accuracy; and that these three hold out a tenth for it.
SYSTEMS = (
    System("counts", "build_cnn", epochs=5, batch_size=128, validation=0.1, shows_counts=True),
    System("dropout", "build_dropout_cnn", epochs=6, batch_size=128, validation=0.1),
    System("report", "build_cnn", epochs=10, batch_size=128, validation=TEST_SET, published="0.99"),
    System(
        "augmented",
        "build_dropout_cnn",
        epochs=8,  # two more than `dropout`: shifted images take longer to learn
        batch_size=128,
        validation=0.1,
        augmented=True,
        shows_auc=True,
    ),
    # Its batch size was not stated, so it is Keras' own.
    System("dense", "build_dense", epochs=25, batch_size=32, validation=0.2, published="97.27%", shows_single=True),
)


def published_beside(system: System, dataset: str) -> str:
    """The published accuracy, next to one measured on these images: it names the images where they are others."""
    if system.published is None or dataset == PUBLISHED_ON:
        return system.published or NOT_STATED
    return f"{system.published} on {NAMES[PUBLISHED_ON]}"


def remark(dataset: str) -> str:
    """Warn that accuracies on these images and the published ones do not compare; empty where they do."""
    if dataset == PUBLISHED_ON:
        return ""
    return (
        f"The published accuracies are for {NAMES[PUBLISHED_ON]}, but these are for {NAMES.get(dataset, dataset)}: "
        "do not compare them. To compare, give --data mnist."
    )


def select(names: Sequence[str], systems: Sequence[System] = SYSTEMS) -> list[System]:
    """The systems of these names, in the order of publication; no name: all.

    Raises:
        UnknownSystem: a name is none of theirs.
    """
    known = [system.name for system in systems]
    for name in names:
        if name not in known:
            close = close_names(name.lower(), known)
            remedy = f"Did you mean {' or '.join(close)}?" if close else f"Name some of {', '.join(known)}, or none."
            raise UnknownSystem(f"{name!r} is not a published system. {remedy}")
    return [system for system in systems if not names or system.name in names]
