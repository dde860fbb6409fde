"""Train networks: choose a design, show it the images, and let it correct itself.

You may use everything in the other modules. Each train function returns the
trained model and the history of its training; none of them sees the test images.
Grade just this module with: nox -s grade -- --only training
"""

import keras
import numpy as np

from .models import build_cnn, build_dense, build_residual_cnn
from .preprocessing import add_channel, augment_images, scale_pixels, split_validation

History = dict[str, list[float]]


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
    raise NotImplementedError


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
    raise NotImplementedError


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
    raise NotImplementedError


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
    raise NotImplementedError
