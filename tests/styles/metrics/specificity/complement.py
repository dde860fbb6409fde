"""One less the share of false alarms."""

import numpy as np


def specificity(tn, fp):
    n = np.maximum(tn + fp, 1)
    return np.where(tn + fp == 0, 0.0, 1 - fp / n)
