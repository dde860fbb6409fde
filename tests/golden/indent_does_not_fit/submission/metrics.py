def recall(tp, fn):
    if tp + fn == 0:
        return 0.0
  return tp / (tp + fn)
