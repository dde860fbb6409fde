"""Train networks: choose a design, show it the images, and let it correct itself.

You may use everything in the other modules. Each train function returns the
trained model and the history of its training; none of them sees the test images.
Grade just this module with: nox -s grade -- --only training
"""

import math  # solution only

import keras
import numpy as np

from .models import build_cnn, build_dense, build_residual_cnn
from .preprocessing import add_channel, augment_images, scale_pixels, split_validation

History = dict[str, list[float]]

_BATCH = 128  # images per step
_MOST_EPOCHS = 20  # so that a handful of images takes seconds


def compile_model(model: keras.Model) -> keras.Model:
    """Tell a model how to learn: which optimizer, which loss, which metrics.

    Formula: Adam; sparse categorical cross-entropy, the mean of -log(probability that
             the model gives to the true label); accuracy
    Takes:   model: keras.Model, uncompiled, (n, 10) softmax probabilities at its end
    Returns: the same model, compiled, for int labels (n,)
    Range:   the loss starts near log(10) = 2.3 and falls towards 0; the learning rate is
             at most 0.1, by a schedule too, and after 50 steps at least 0.000001
    Edge:    the model's weights do not change
    Errors:  none

    >>> model = compile_model(build_dense())
    >>> type(model.optimizer).__name__, model.loss
    ('Adam', 'sparse_categorical_crossentropy')

    Source:  Kingma & Ba 2015, "Adam: a method for stochastic optimization"
    """
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def train_dense(images: np.ndarray, labels: np.ndarray, seed: int = 0) -> tuple[keras.Model, History]:
    """Train a network without any convolution to 97 % of the test images or more.

    Formula: minimise the mean cross-entropy over the training images
    Takes:   images: uint8 (n, 28, 28), the training set; labels: int (n,); seed: int
    Returns: (model, history); the model is Sequential or functional, made of Keras'
             own layers and activations, without Lambda; it takes float32 pixels in
             0.0..1.0, shaped as its own input; history is the dict of lists that Keras
             keeps: loss and accuracy, one entry per epoch, and val_loss and
             val_accuracy too if validation images were set aside; a model compiled
             with "acc" keeps acc and val_acc, which pass as well
    Range:   at least 97 % of the test images, which the grader measures
    Edge:    none
    Errors:  none

    >>> images, labels = np.zeros((20, 28, 28), dtype=np.uint8), np.arange(20) % 10
    >>> model, history = train_dense(images, labels)
    >>> sorted(history)
    ['accuracy', 'loss', 'val_accuracy', 'val_loss']

    Source:  Loshchilov & Hutter 2017, "SGDR: stochastic gradient descent with warm
             restarts" (the cosine)
    """
    keras.utils.set_random_seed(seed)
    pixels = scale_pixels(images)
    return _fit(build_dense(), pixels, labels, shown=300_000, rate=0.01, seed=seed)


def train_cnn(images: np.ndarray, labels: np.ndarray, seed: int = 0) -> tuple[keras.Model, History]:
    """Train a network with a convolution to 98.5 % of the test images or more.

    Formula: minimise the mean cross-entropy over the training images
    Takes:   images: uint8 (n, 28, 28), the training set; labels: int (n,); seed: int
    Returns: (model, history); the model is Sequential or functional, made of Keras'
             own layers and activations, without Lambda; it takes float32 pixels in
             0.0..1.0, shaped as its own input; history is the dict of lists that Keras
             keeps: loss and accuracy, one entry per epoch, and val_loss and
             val_accuracy too if validation images were set aside; a model compiled
             with "acc" keeps acc and val_acc, which pass as well
    Range:   at least 98.5 % of the test images, which the grader measures
    Edge:    none
    Errors:  none

    >>> images, labels = np.zeros((20, 28, 28), dtype=np.uint8), np.arange(20) % 10
    >>> model, history = train_cnn(images, labels)
    >>> sorted(history)
    ['accuracy', 'loss', 'val_accuracy', 'val_loss']

    Source:  LeCun, Bottou, Bengio & Haffner 1998, "Gradient-based learning applied to
             document recognition"
    """
    keras.utils.set_random_seed(seed)
    pixels = add_channel(scale_pixels(images))
    return _fit(build_cnn(), pixels, labels, shown=180_000, rate=0.005, seed=seed)


def train_champion(images: np.ndarray, labels: np.ndarray, seed: int = 0) -> tuple[keras.Model, History]:
    """Train the best network you can, to 99.3 % of the test images or more.

    Formula: minimise the mean cross-entropy over training images that are moved again
             in every epoch
    Takes:   images: uint8 (n, 28, 28), the training set; labels: int (n,); seed: int
    Returns: (model, history); the model is Sequential or functional, made of Keras'
             own layers and activations, without Lambda; it takes float32 pixels in
             0.0..1.0, shaped as its own input; history is the dict of lists that Keras
             keeps: loss and accuracy, one entry per epoch, and val_loss and
             val_accuracy too if validation images were set aside; a model compiled
             with "acc" keeps acc and val_acc, which pass as well
    Range:   at least 99.3 % of the test images, which the grader measures
    Edge:    none
    Errors:  none

    >>> images, labels = np.zeros((20, 28, 28), dtype=np.uint8), np.arange(20) % 10
    >>> model, history = train_champion(images, labels)
    >>> sorted(history)
    ['accuracy', 'loss', 'val_accuracy', 'val_loss']

    Source:  Ioffe & Szegedy 2015, "Batch normalization"; Simard, Steinkraus & Platt
             2003, "Best practices for convolutional neural networks applied to visual
             document analysis" (moved images)
    """
    keras.utils.set_random_seed(seed)
    images, labels, validation_images, validation_labels = split_validation(images, labels, fraction=0.05, seed=seed)
    validation = add_channel(scale_pixels(validation_images)), validation_labels
    epochs = _epochs(images, shown=480_000)
    model = compile_model(build_residual_cnn())
    model.optimizer.learning_rate = _one_cycle(images, epochs, rate=0.005)
    history: History = {}
    for epoch in range(epochs):
        moved = add_channel(scale_pixels(augment_images(images, seed=epoch)))
        result = model.fit(moved, labels, batch_size=_BATCH, validation_data=validation, verbose=0)
        for name, values in result.history.items():
            history.setdefault(name, []).extend(values)
    return model, history


def _fit(
    model: keras.Model,
    pixels: np.ndarray,
    labels: np.ndarray,
    *,
    shown: int,
    rate: float,
    seed: int,
) -> tuple[keras.Model, History]:
    pixels, labels, *validation = split_validation(pixels, labels, 0.05, seed)
    epochs = _epochs(pixels, shown)
    compile_model(model)
    model.optimizer.learning_rate = _one_cycle(pixels, epochs, rate)
    result = model.fit(
        pixels,
        labels,
        batch_size=_BATCH,
        epochs=epochs,
        validation_data=tuple(validation),
        verbose=0,
    )
    return model, result.history


def _epochs(images: np.ndarray, shown: int) -> int:
    """Passes over the images after which about so many were shown in all."""
    return min(_MOST_EPOCHS, round(shown / len(images)))


def _one_cycle(images: np.ndarray, epochs: int, rate: float) -> keras.optimizers.schedules.CosineDecay:
    """Raise the learning rate for a fifth of all steps, then lower it to zero."""
    steps = epochs * math.ceil(len(images) / _BATCH)
    return keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=rate / 20,
        warmup_target=rate,
        warmup_steps=steps // 5,
        decay_steps=steps - steps // 5,
    )
