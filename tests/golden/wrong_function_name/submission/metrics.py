def sensitivity(tp, fn):
    return tp / (tp + fn)
