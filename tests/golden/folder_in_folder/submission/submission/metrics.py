def recall(tp, fn):
    return tp / (tp + fn)
