def recall(tp, fn):
    print("Recall:", tp / (tp + fn))
