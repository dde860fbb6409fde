"""Ones put at pairs of indices; the exception is a class of its own, a ValueError too."""

import numpy as np


def one_hot(labels, num_classes=10):
    class Unknown(ValueError):
        pass

    if not np.isin(labels, range(num_classes)).all():
        raise Unknown
    result = np.zeros((len(labels), num_classes), dtype=np.float32)
    result[np.arange(len(labels)), labels] = 1
    return result
