def recall(tp, fn):
    tp = int(input("True positives? "))
    return tp / (tp + fn)
