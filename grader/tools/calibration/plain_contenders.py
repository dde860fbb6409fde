"""The plain recipes of tutorials: the networks of `models`, Adam at its default rate, nothing held out, nothing else.

One training is read after 5, 10 and 15 epochs: its rate is constant, so it does not know how long it will go on.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import keras

EPOCHS = (5, 10, 15)  # after which a training is read
SURE_FROM = 10  # epochs from which a plain recipe has to pass nearly always
STEPS_AT_ONCE = 20  # training steps per call into TensorFlow: the same arithmetic, in less time


@dataclass(frozen=True)
class Plain:
    """A network trained plainly.

    Attributes:
        name: unique, also among the designs.
        network: the function of `models` that builds it.
        batch: images per step.
    """

    name: str
    network: str
    batch: int

    @property
    def title(self) -> str:
        return f"{self.network}, batch {self.batch}"

    @property
    def sources(self) -> tuple[str, ...]:
        """The program, as `grader.tools.calibration.record.digest_of` takes it."""
        return (
            "grader/tools/calibration/plain_contenders.py",
            f"solutions/models.py:{self.network}",
            "solutions/training.py:compile_model",
            "solutions/preprocessing.py",
        )

    @property
    def rows(self) -> dict[str, int]:
        """Names of what is read, with the number of epochs after which it is."""
        return {f"{self.name}_{epochs}": epochs for epochs in EPOCHS}

    def train(self, images: np.ndarray, labels: np.ndarray, seed: int) -> Iterator[tuple[str, "keras.Model"]]:
        """Train; each row with the model as it is then."""
        import keras

        from solutions import models, preprocessing, training

        keras.utils.set_random_seed(seed)
        model = training.compile_model(getattr(models, self.network)())
        model.steps_per_execution = STEPS_AT_ONCE
        pixels = preprocessing.scale_pixels(images).reshape(-1, *model.input_shape[1:])
        done = 0
        for row, epochs in self.rows.items():
            model.fit(pixels, labels, batch_size=self.batch, initial_epoch=done, epochs=epochs, verbose=0)
            done = epochs
            yield row, model


PLAIN = {
    plain.name: plain
    for plain in (
        Plain(f"{network.removeprefix('build_').removesuffix('_cnn')}_{batch}", network, batch)
        for network in ("build_dense", "build_cnn", "build_dropout_cnn")
        for batch in (32, 64, 128)
    )
}
