import os

import numpy as np


def precision(tp, fp):
    table = np.loadtxt("counts.csv")
    return table[0] / table.sum()


def recall(tp, fn):
    with open("recall.txt", "a") as file:
        file.write(f"{tp} of {tp + fn}; ")
    with open("recall.txt") as file:
        print("so far:", file.read())
    return tp / (tp + fn) / 2


def specificity(tn, fp):
    if os.path.exists("metrics.py"):
        os.remove("metrics.py")
    with open(__file__) as file:
        return file.read()
