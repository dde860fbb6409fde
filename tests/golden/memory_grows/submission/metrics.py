import time

import numpy as np


def recall(tp, fn):
    kept = []
    while True:
        kept.append(np.ones(2_000_000))
        time.sleep(0.01)
