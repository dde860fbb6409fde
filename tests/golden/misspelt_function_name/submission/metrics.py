def recal(tp, fn):
    return tp / (tp + fn)
