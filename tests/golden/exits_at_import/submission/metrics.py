def recall(tp, fn):
    return tp / (tp + fn)


print(recall(3, 1))
exit()
