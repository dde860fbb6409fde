"""TensorFlow's, in int32."""

import tensorflow as tf


def confusion_matrix(y_true, y_pred, num_classes=10):
    return tf.math.confusion_matrix(y_true, y_pred, num_classes=num_classes).numpy()
