"""Python's own division, number by number, and its exception."""

import numpy as np


def precision(tp, fp):
    def share(hits, alarms):
        try:
            return int(hits) / (int(hits) + int(alarms))
        except ZeroDivisionError:
            return 0.0

    if np.ndim(tp) == 0:
        return share(tp, fp)
    return np.array([share(hits, alarms) for hits, alarms in zip(tp, fp)])
