"""A list, or a number for numbers."""

import numpy as np


def specificity(tn, fp):
    pairs = [(float(t), float(t + f)) for t, f in zip(np.atleast_1d(tn), np.atleast_1d(fp))]
    shares = [t / n if n else 0.0 for t, n in pairs]
    return shares if np.ndim(tn) else shares[0]
