"""Design networks for digits: a stack of layers is a model, still untrained.

All four functions build a keras.Model, with keras.Sequential or with keras.Input and
calls of layers; both pass, and so does any equivalent design.
Grade just this module with: nox -s grade -- --only models
"""

import keras
from keras import layers


def build_dense() -> keras.Model:
    """Build a network of fully connected layers, the simplest that learns features.

    Formula: Flatten > Dense 100 relu > Dense 10 softmax
    Takes:   nothing
    Returns: keras.Model, untrained; float32 (n, 28, 28) to float32 (n, 10)
    Range:   outputs 0.0 to 1.0, and each row adds up to 1
    Edge:    exactly 79,510 parameters
    Errors:  none

    >>> model = build_dense()
    >>> model.input_shape, model.output_shape, model.count_params()
    ((None, 28, 28), (None, 10), 79510)

    Source:  Rumelhart, Hinton & Williams 1986, "Learning representations by
             back-propagating errors"
    """
    return keras.Sequential(
        [
            keras.Input((28, 28)),
            layers.Flatten(),
            layers.Dense(100, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )


def build_cnn() -> keras.Model:
    """Build a convolutional network, which finds a stroke wherever it is.

    Formula: Conv2D 32 3x3 relu > MaxPooling2D 2x2 > Conv2D 64 3x3 relu
             > MaxPooling2D 2x2 > Conv2D 64 3x3 relu > Flatten > Dense 64 relu
             > Dense 10 softmax, no padding
    Takes:   nothing
    Returns: keras.Model, untrained; float32 (n, 28, 28, 1) to float32 (n, 10)
    Range:   outputs 0.0 to 1.0, and each row adds up to 1
    Edge:    exactly 93,322 parameters
    Errors:  none

    >>> model = build_cnn()
    >>> model.input_shape, model.output_shape, model.count_params()
    ((None, 28, 28, 1), (None, 10), 93322)

    Source:  LeCun, Bottou, Bengio & Haffner 1998, "Gradient-based learning applied to
             document recognition"
    """
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(64, 3, activation="relu"),
            layers.Flatten(),
            layers.Dense(64, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )


def build_dropout_cnn() -> keras.Model:
    """Build a convolutional network that does not rely on any single feature.

    Formula: three times [Conv2D 3x3 relu, same padding > MaxPooling2D 2x2] with 32, 64
             and 128 filters > Flatten > Dense 128 relu > Dropout 0.5 > Dense 10 softmax
    Takes:   nothing
    Returns: keras.Model, untrained; float32 (n, 28, 28, 1) to float32 (n, 10)
    Range:   outputs 0.0 to 1.0, and each row adds up to 1
    Edge:    exactly 241,546 parameters
    Errors:  none

    >>> model = build_dropout_cnn()
    >>> model.input_shape, model.output_shape, model.count_params()
    ((None, 28, 28, 1), (None, 10), 241546)

    Source:  Srivastava et al. 2014, "Dropout: a simple way to prevent neural networks
             from overfitting"
    """
    model = keras.Sequential([keras.Input((28, 28, 1))])
    for filters in (32, 64, 128):
        model.add(layers.Conv2D(filters, 3, padding="same", activation="relu"))
        model.add(layers.MaxPooling2D(2))
    model.add(layers.Flatten())
    model.add(layers.Dense(128, activation="relu"))
    model.add(layers.Dropout(0.5))
    model.add(layers.Dense(10, activation="softmax"))
    return model


def build_residual_cnn() -> keras.Model:
    """Build a deeper convolutional network, with connections that skip layers.

    Formula: Conv2D layers, and anywhere x + f(x), an Add of two branches, one of which
             skips the layers f; to fit its shape it may go through one Conv2D 1x1 or
             Dense; Dense 10 softmax at the end
    Takes:   nothing
    Returns: keras.Model, untrained; float32 (n, 28, 28, 1) to float32 (n, 10)
    Range:   outputs 0.0 to 1.0, and each row adds up to 1
    Edge:    at most 300,000 parameters
    Errors:  none

    >>> model = build_residual_cnn()
    >>> model.input_shape, model.output_shape
    ((None, 28, 28, 1), (None, 10))
    >>> any(isinstance(layer, layers.Add) for layer in model.layers)
    True

    Source:  He, Zhang, Ren & Sun 2016, "Deep residual learning for image recognition"
    """
    inputs = keras.Input((28, 28, 1))
    x = inputs
    for filters in (16, 32, 64):
        x = layers.Conv2D(filters, 3, padding="same", use_bias=False)(x)
        x = layers.MaxPooling2D(2)(x)
        x = layers.BatchNormalization()(x)
        x = layers.ReLU()(x)
        y = layers.Conv2D(filters, 3, padding="same", use_bias=False)(x)
        y = layers.BatchNormalization()(y)
        y = layers.ReLU()(y)
        x = layers.Add()([x, y])
    x = layers.Flatten()(x)
    x = layers.Dropout(0.3)(x)
    return keras.Model(inputs, layers.Dense(10, activation="softmax")(x))
