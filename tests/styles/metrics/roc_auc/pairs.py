"""Every positive compared with every negative; a tie is half a win."""

import numpy as np


def roc_auc(y_true, scores):
    areas = []
    for j in range(scores.shape[1]):
        positive = y_true == j
        if not positive.any() or positive.all():
            raise ValueError("no curve")
        higher, lower = scores[positive, j][:, None], scores[~positive, j][None]
        areas.append((higher > lower).mean() + 0.5 * (higher == lower).mean())
    return np.mean(areas)
