def f_score(precision, recall):
    return harmonic([precision, recall], 7)


def harmonic(values, depth):
    if depth:
        return harmonic(values, depth - 1)
    return mean_of_inverses(values) ** -1


def mean_of_inverses(values):
    return sum(1 / value for value in vaules) / len(values)
