"""Helpers for counting."""

import numpy as np


def count_pairs(pairs, size):
    table = np.zeros((size - 1, size - 1), dtype=int)
    for true, predicted in pairs:
        increase(table, true, predicted)
    return table


def increase(table, row, column):
    table[row, column] += 1
