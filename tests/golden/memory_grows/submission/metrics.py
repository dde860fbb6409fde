import numpy as np


def recall(tp, fn):
    kept = []
    while True:
        kept.append(np.ones(10_000_000))
