"""Checks of exercises/metrics.py. Oracle: numbers small enough to work out in your head, and scikit-learn's rules."""

import numpy as np

from grader.checks.expect import anything, array, cases, each, fixed, mapping, number, refused, untouched
from grader.checks.fresh import fresh
from grader.checks.generators import (
    averages,
    confusion_matrices,
    labels,
    predictions,
    probabilities,
    rankings,
    score_pairs,
)
from grader.checks.generators import counts as count_of

# True classes in rows, predicted classes in columns.
TWO = fixed([[3, 1], [2, 4]])
THREE = fixed([[5, 1, 0], [2, 6, 3], [1, 0, 7]])
MATRICES = {
    "two classes": TWO,
    "three classes": THREE,
    "a perfect one": fixed(np.diag([5, 3, 2])),
    "an empty row, for a class that never occurs": fixed([[3, 1, 0], [0, 0, 0], [0, 2, 4]]),
    "an empty column, for a class that is never predicted": fixed([[3, 0, 1], [2, 0, 1], [0, 0, 4]]),
    "a class that neither occurs nor is predicted": fixed([[3, 0, 1], [0, 0, 0], [2, 0, 4]]),
    "a first class that neither occurs nor is predicted": fixed([[0, 0, 0], [0, 3, 1], [0, 2, 4]]),
    "nothing right": fixed([[0, 4], [3, 0]]),
    "counts above 255": fixed([[300, 20], [400, 1000]]),
    "strongly unbalanced": fixed([[9990, 0], [10, 0]]),
    "ten digits": fixed(np.arange(100).reshape(10, 10) * 7 % 11),
    "no images at all": fixed(np.zeros((3, 3), dtype=int)),  # of which one_vs_rest_counts alone says what it gives
}


def ratio(numerator, denominator):
    """scikit-learn's rule for zero_division=0."""
    return numerator / denominator if denominator else 0.0


# predicted_labels


def check_takes_the_most_probable_class(predicted_labels):
    """The label of an image is the column with the largest probability in its row."""
    assert predicted_labels(np.array([[0.1, 0.7, 0.2], [0.5, 0.3, 0.2]])) == array([1, 0])


def check_reads_ten_classes(predicted_labels):
    """With ten columns, the labels are 0 to 9."""
    probabilities = np.full((10, 10), 0.05) + 0.5 * np.eye(10)[::-1]  # the first image is a 9, the last one a 0

    assert predicted_labels(probabilities.astype(np.float32)) == array([9, 8, 7, 6, 5, 4, 3, 2, 1, 0])


@cases("dtype", {"int64": np.int64, "uint8, as MNIST's": np.uint8})
def check_returns_labels_as_they_are(predicted_labels, dtype):
    """If the input is already one label per image, it comes back unchanged."""
    assert predicted_labels(np.array([7, 2, 1, 7], dtype=dtype)) == array([7, 2, 1, 7])


@cases(
    "given",
    {"probabilities": np.array([[0.1, 0.9], [0.6, 0.4]]), "labels": np.array([1, 0])},
)
def check_labels_are_integers(predicted_labels, given):
    """Labels are integers, so that they can count and index."""
    assert predicted_labels(given) == array([1, 0], integers=True)


@cases(
    ("given", "expected"),
    {
        "probabilities of one image": (np.array([[0.1, 0.2, 0.7]]), [2]),
        "one label": (np.array([4]), [4]),
    },
)
def check_gives_one_label_per_image(predicted_labels, given, expected):
    """There is one label for each image, even for a single image."""
    assert predicted_labels(given) == array(expected)


def check_the_first_of_equals_wins(predicted_labels):
    """If probabilities are equal, the first wins, as in np.argmax."""
    assert predicted_labels(np.array([[0.4, 0.2, 0.4], [0.1, 0.45, 0.45]])) == array([0, 1])


def check_reading_labels_leaves_its_argument_alone(predicted_labels):
    """Your function does not change the probabilities that it receives."""
    given = np.array([[0.1, 0.7, 0.2], [0.5, 0.3, 0.2]])
    before = given.copy()
    predicted_labels(given)

    assert given == untouched(before)


# confusion_matrix


def check_has_true_classes_in_rows(confusion_matrix):
    """A 0 that was predicted as 1 is counted in row 0, column 1."""
    found = confusion_matrix(np.array([0, 0, 1, 2]), np.array([0, 1, 1, 0]), num_classes=3)

    assert found == array([[1, 1, 0], [0, 1, 0], [1, 0, 0]])


def check_counts_every_image(confusion_matrix):
    """The same pair three times is a 3 in its cell, not a 1."""
    found = confusion_matrix(np.array([1, 1, 1, 0, 0]), np.array([0, 0, 0, 1, 1]), num_classes=2)

    assert found == array([[0, 2], [3, 0]])


@cases(
    ("y_true", "y_pred"),
    {
        "few classes occur": ([0, 1], [1, 1]),
        "one image": ([9], [4]),
        "all ten, all right": (list(range(10)), list(range(10))),
    },
)
def check_has_ten_classes_unless_told_otherwise(confusion_matrix, y_true, y_pred):
    """There are num_classes rows and columns, ten by default, whichever labels occur."""
    expected = np.zeros((10, 10))
    for true, predicted in zip(y_true, y_pred, strict=True):
        expected[true, predicted] = 1

    assert confusion_matrix(np.array(y_true, dtype=int), np.array(y_pred, dtype=int)) == array(expected)


@cases("cm", {phrase: cm for phrase, cm in MATRICES.items() if 0 < cm.sum() < 5000})
def check_counts_up_to_a_known_matrix(confusion_matrix, cm):
    """Labels made from a confusion matrix give that matrix again."""
    y_true, y_pred = labels_of(cm)

    assert confusion_matrix(y_true, y_pred, num_classes=len(cm)) == array(cm)


def check_counts_uint8_labels_like_any_others(confusion_matrix):
    """With uint8 labels, as in MNIST, nothing overflows: neither the counts nor the steps to them."""
    y_true, y_pred = np.array([19] * 300 + [2], dtype=np.uint8), np.array([18] * 300 + [3], dtype=np.uint8)
    expected = np.zeros((20, 20))
    expected[19, 18], expected[2, 3] = 300, 1

    assert confusion_matrix(y_true, y_pred, num_classes=20) == array(expected)


def check_counts_are_integers(confusion_matrix):
    """The cells are counts: integers, not shares."""
    assert confusion_matrix(np.array([0, 0, 1]), np.array([0, 1, 1]), 2) == array([[1, 1], [0, 1]], integers=True)


def check_counting_leaves_its_arguments_alone(confusion_matrix):
    """Your function does not change the labels that it receives."""
    y_true, y_pred = np.array([2, 0, 1]), np.array([1, 0, 2])
    confusion_matrix(y_true, y_pred, num_classes=3)

    assert y_true == untouched(np.array([2, 0, 1]))
    assert y_pred == untouched(np.array([1, 0, 2]))


def labels_of(cm):
    """Labels that have this confusion matrix, the last cell first."""
    true, predicted = np.indices(cm.shape).reshape(2, -1)[:, ::-1]
    return np.repeat(true, cm.ravel()[::-1]), np.repeat(predicted, cm.ravel()[::-1])


# one_vs_rest_counts

COUNTS = ("tp", "fp", "fn", "tn")


def counts(cm):
    """tp, fp, fn and tn per class count each cell of the matrix where it belongs."""
    found = np.zeros((4, len(cm)), dtype=int)
    for (true, predicted), count in np.ndenumerate(cm):
        for j in range(len(cm)):
            place = {(True, True): 0, (False, True): 1, (True, False): 2, (False, False): 3}[true == j, predicted == j]
            found[place, j] += count
    return found


@cases(
    "place",
    {
        "tp, the images of the class that were recognised": 0,
        "fp, the images of others that were taken for it": 1,
        "fn, the images of it that were taken for others": 2,
        "tn, the images of others that were taken for others": 3,
    },
)
def check_counts_one_class_against_the_rest(one_vs_rest_counts, place):
    """The parts are tp, fp, fn and tn, in this order, with one count for each class."""
    expected = [[5, 6, 7], [3, 1, 3], [1, 5, 1], [16, 13, 14]]  # of 25 images: 8 + 7 + 10 in the columns
    parts = [array(values) if index == place else anything() for index, values in enumerate(expected)]

    assert one_vs_rest_counts(THREE) == each(COUNTS, parts)


@cases("cm", MATRICES)
def check_counts_any_matrix(one_vs_rest_counts, cm):
    """The counts of every class are right, whatever the matrix, and add up to all images."""
    assert one_vs_rest_counts(cm) == each(COUNTS, [array(part) for part in counts(cm)])


def check_counts_per_class_are_integers(one_vs_rest_counts):
    """The four parts hold integers."""
    assert one_vs_rest_counts(TWO) == each(COUNTS, [array(part, integers=True) for part in counts(TWO)])


def check_counting_leaves_the_matrix_alone(one_vs_rest_counts):
    """Your function does not change the matrix that it receives, or its diagonal."""
    given = THREE.copy()
    one_vs_rest_counts(given)

    assert given == untouched(THREE)


# accuracy, precision, recall, specificity


def check_accuracy_counts_both_kinds_of_right_answers(accuracy):
    """Of 20 answers, 5 true positives and 11 true negatives are right: 0.8."""
    assert accuracy(tp=5, fp=1, fn=3, tn=11) == number(0.8)


# np.divide(a, b, where=b != 0) leaves without `out` what the memory last held, often zeros by chance. Calls with full
# counts fill memory of that size; zeros of half the width are read into other memory and leave it as it is.
FULL = fixed(np.full(10, 3), dtype=np.int64)
NOTHING = fixed(np.zeros(10), dtype=np.int32)
EXACT = {"tolerance": 0}  # what was left of an integer looks like a tiny float

WARNED = (
    "It warns: see what it printed. If that is about 0 / 0, divide only where the denominator is not 0: "
    "np.divide has `where` and `out`."
)


def check_accuracy_of_every_class(accuracy):
    """Counts per class give one accuracy for each."""
    found = accuracy(tp=np.array([5, 1]), fp=np.array([1, 1]), fn=np.array([3, 0]), tn=np.array([11, 1]))

    assert found == array([0.8, 2 / 3])


@cases("zero", {"Python's numbers": 0, "NumPy's numbers": np.int64(0)})
def check_accuracy_of_nothing_is_zero(accuracy, zero):
    """Without any answer, accuracy is 0.0."""
    assert accuracy(tp=zero, fp=zero, fn=zero, tn=zero) == number(0.0)


def check_accuracy_of_a_class_without_answers_is_zero(accuracy):
    """In an array, too, accuracy is 0.0 where there are no answers, and only there."""
    found = accuracy(tp=np.array([5, 0]), fp=np.array([1, 0]), fn=np.array([3, 0]), tn=np.array([11, 0]))

    assert found == array([0.8, 0.0])


@cases(
    ("tp", "fp", "fn", "tn", "first"),
    {
        "nothing to divide by": (0, 0, 0, 0, 0.0),
        "a share of 0": (0, 2, 1, 0, 0.0),
        "a share of 1": (5, 0, 0, 2, 1.0),
    },
)
def check_accuracy_does_not_depend_on_the_first_class(accuracy, tp, fp, fn, tn, first):
    """Whatever the first class gives, the accuracy of the others keeps its fraction."""
    found = accuracy(tp=np.array([tp, 5]), fp=np.array([fp, 1]), fn=np.array([fn, 3]), tn=np.array([tn, 11]))

    assert found == array([first, 0.8])


def check_accuracy_does_not_warn(accuracy):
    """Where there is no answer, nothing is divided, so there is no warning."""
    accuracy(tp=np.array([5, 0]), fp=np.array([1, 0]), fn=np.array([3, 0]), tn=np.array([11, 0]))

    assert not accuracy.warned, WARNED


def check_accuracy_does_not_depend_on_earlier_calls(accuracy):
    """Where there is no answer, accuracy is 0.0 after any call: np.divide with `where` needs `out`."""
    accuracy(tp=FULL, fp=FULL, fn=FULL, tn=FULL)

    assert accuracy(tp=NOTHING, fp=NOTHING, fn=NOTHING, tn=NOTHING) == array(np.zeros(10), **EXACT)


def check_accuracy_leaves_its_arguments_alone(accuracy):
    """Your function does not change the counts that it receives."""
    given = {name: np.array([index, 7]) for index, name in enumerate(COUNTS)}
    accuracy(**given)

    for index, name in enumerate(COUNTS):
        assert given[name] == untouched(np.array([index, 7]))


def check_precision_divides_by_everything_called_positive(precision):
    """Of 4 images that were called positive, 3 are positive: 0.75."""
    assert precision(tp=3, fp=1) == number(0.75)


def check_recall_divides_by_everything_positive(recall):
    """Of 5 positive images, 4 were found: 0.8."""
    assert recall(tp=4, fn=1) == number(0.8)


def check_specificity_divides_by_everything_negative(specificity):
    """Of 10 negative images, 9 were called negative: 0.9. The other 0.1 is the false positive rate."""
    assert specificity(tn=9, fp=1) == number(0.9)


def check_precision_of_every_class(precision):
    """Counts per class give one precision for each, not their average."""
    assert precision(tp=np.array([3, 0, 200]), fp=np.array([1, 2, 100])) == array([0.75, 0.0, 2 / 3])


def check_recall_of_every_class(recall):
    """Counts per class give one recall for each, not their average."""
    assert recall(tp=np.array([4, 0, 200]), fn=np.array([1, 2, 100])) == array([0.8, 0.0, 2 / 3])


def check_specificity_of_every_class(specificity):
    """Counts per class give one specificity for each, not their average."""
    assert specificity(tn=np.array([9, 0, 200]), fp=np.array([1, 2, 100])) == array([0.9, 0.0, 2 / 3])


# What may be divided by zero: nothing called positive, nothing positive, nothing negative.
EMPTY = {
    "Python's numbers": (0, number(0.0)),
    "NumPy's numbers": (np.int64(0), number(0.0)),
    "an array of one class": (fixed([0]), array([0.0])),
}


@cases(("zero", "expected"), EMPTY)
def check_precision_of_nothing_is_zero(precision, zero, expected):
    """Where nothing was called positive, precision is 0.0: not NaN, not 1, not an error."""
    assert precision(tp=zero, fp=zero) == expected


@cases(("zero", "expected"), EMPTY)
def check_recall_of_nothing_is_zero(recall, zero, expected):
    """Where nothing is positive, recall is 0.0: not NaN, not 1, not an error."""
    assert recall(tp=zero, fn=zero) == expected


@cases(("zero", "expected"), EMPTY)
def check_specificity_of_nothing_is_zero(specificity, zero, expected):
    """Where nothing is negative, specificity is 0.0: not NaN, not 1, not an error."""
    assert specificity(tn=zero, fp=zero) == expected


# What the first class may give where a later one gives three quarters: np.vectorize takes the dtype of all results from
# the first, and a list of numbers that begins with 0 may become integers elsewhere, too.
FIRST = {
    "nothing to divide by": (fixed([0, 3]), fixed([0, 1]), array([0.0, 0.75])),
    "a share of 0": (fixed([0, 3]), fixed([2, 1]), array([0.0, 0.75])),
    "a share of 1": (fixed([5, 3]), fixed([0, 1]), array([1.0, 0.75])),
}


@cases(("tp", "fp", "expected"), FIRST)
def check_precision_does_not_depend_on_the_first_class(precision, tp, fp, expected):
    """Whatever the first class gives, the precision of the others keeps its fraction."""
    assert precision(tp=tp, fp=fp) == expected


@cases(("tp", "fn", "expected"), FIRST)
def check_recall_does_not_depend_on_the_first_class(recall, tp, fn, expected):
    """Whatever the first class gives, the recall of the others keeps its fraction."""
    assert recall(tp=tp, fn=fn) == expected


@cases(("tn", "fp", "expected"), FIRST)
def check_specificity_does_not_depend_on_the_first_class(specificity, tn, fp, expected):
    """Whatever the first class gives, the specificity of the others keeps its fraction."""
    assert specificity(tn=tn, fp=fp) == expected


def check_precision_is_zero_only_where_it_must_be(precision):
    """A class that was never predicted does not change the precision of the others."""
    assert precision(tp=np.array([3, 0]), fp=np.array([1, 0])) == array([0.75, 0.0])


def check_recall_is_zero_only_where_it_must_be(recall):
    """A class that never occurs does not change the recall of the others."""
    assert recall(tp=np.array([4, 0]), fn=np.array([1, 0])) == array([0.8, 0.0])


def check_specificity_is_zero_only_where_it_must_be(specificity):
    """A class that all images belong to does not change the specificity of the others."""
    assert specificity(tn=np.array([9, 0]), fp=np.array([1, 0])) == array([0.9, 0.0])


def check_precision_does_not_warn(precision):
    """Where nothing was called positive, nothing is divided, so there is no warning."""
    precision(tp=np.array([3, 0]), fp=np.array([1, 0]))

    assert not precision.warned, WARNED


def check_recall_does_not_warn(recall):
    """Where nothing is positive, nothing is divided, so there is no warning."""
    recall(tp=np.array([4, 0]), fn=np.array([1, 0]))

    assert not recall.warned, WARNED


def check_specificity_does_not_warn(specificity):
    """Where nothing is negative, nothing is divided, so there is no warning."""
    specificity(tn=np.array([9, 0]), fp=np.array([1, 0]))

    assert not specificity.warned, WARNED


def check_precision_does_not_depend_on_earlier_calls(precision):
    """Where nothing was called positive, precision is 0.0 after any call: np.divide with `where` needs `out`."""
    precision(tp=FULL, fp=FULL)

    assert precision(tp=NOTHING, fp=NOTHING) == array(np.zeros(10), **EXACT)


def check_recall_does_not_depend_on_earlier_calls(recall):
    """Where nothing is positive, recall is 0.0 after any call: np.divide with `where` needs `out`."""
    recall(tp=FULL, fn=FULL)

    assert recall(tp=NOTHING, fn=NOTHING) == array(np.zeros(10), **EXACT)


def check_specificity_does_not_depend_on_earlier_calls(specificity):
    """Where nothing is negative, specificity is 0.0 after any call: np.divide with `where` needs `out`."""
    specificity(tn=FULL, fp=FULL)

    assert specificity(tn=NOTHING, fp=NOTHING) == array(np.zeros(10), **EXACT)


def check_precision_leaves_its_arguments_alone(precision):
    """Your function does not change the counts that it receives."""
    tp, fp = np.array([3, 0]), np.array([1, 2])
    precision(tp=tp, fp=fp)

    assert tp == untouched(np.array([3, 0]))
    assert fp == untouched(np.array([1, 2]))


def check_recall_leaves_its_arguments_alone(recall):
    """Your function does not change the counts that it receives."""
    tp, fn = np.array([3, 0]), np.array([1, 2])
    recall(tp=tp, fn=fn)

    assert tp == untouched(np.array([3, 0]))
    assert fn == untouched(np.array([1, 2]))


def check_specificity_leaves_its_arguments_alone(specificity):
    """Your function does not change the counts that it receives."""
    tn, fp = np.array([3, 0]), np.array([1, 2])
    specificity(tn=tn, fp=fp)

    assert tn == untouched(np.array([3, 0]))
    assert fp == untouched(np.array([1, 2]))


# f_score


@cases(
    ("precision", "recall", "expected"),
    {
        "a half next to 1 gives two thirds": (1.0, 0.5, 2 / 3),  # 2 * 0.5 / 1.5
        "a fifth next to four fifths": (0.2, 0.8, 0.32),  # 2 * 0.16 / 1
        "the other way round": (0.8, 0.2, 0.32),
        "two equal ones": (0.6, 0.6, 0.6),
        "two perfect ones": (1.0, 1.0, 1.0),
        "one of them 0": (1.0, 0.0, 0.0),
    },
)
def check_f_score_is_the_harmonic_mean(f_score, precision, recall, expected):
    """The F-score is twice the product over the sum: nearer to the smaller of the two than their average."""
    assert f_score(precision=precision, recall=recall) == number(expected)


@cases(
    ("zero", "expected"),
    {
        "Python's numbers": (0.0, number(0.0)),
        "NumPy's numbers": (np.float64(0), number(0.0)),
        "an array of one class": (fixed([0.0]), array([0.0])),
    },
)
def check_f_score_of_zeros_is_zero(f_score, zero, expected):
    """Where precision and recall are both 0, the F-score is 0.0: not NaN, not 1, not an error."""
    assert f_score(precision=zero, recall=zero) == expected


def check_f_score_of_every_class(f_score):
    """Arrays give one F-score for each class, and 0.0 only where both are 0."""
    assert f_score(precision=np.array([1.0, 0.0, 0.8]), recall=np.array([0.5, 0.0, 0.2])) == array([2 / 3, 0.0, 0.32])


@cases(
    ("precision", "recall", "first"),
    {"both 0": (0.0, 0.0, 0.0), "one of them 0": (0.0, 0.5, 0.0), "two perfect ones": (1.0, 1.0, 1.0)},
)
def check_f_score_does_not_depend_on_the_first_class(f_score, precision, recall, first):
    """Whatever the first class gives, the F-score of the others keeps its fraction."""
    found = f_score(precision=np.array([precision, 0.8]), recall=np.array([recall, 0.2]))

    assert found == array([first, 0.32])


def check_f_score_does_not_warn(f_score):
    """Where precision and recall are both 0, nothing is divided, so there is no warning."""
    f_score(precision=np.array([1.0, 0.0]), recall=np.array([0.5, 0.0]))

    assert not f_score.warned, WARNED


def check_f_score_does_not_depend_on_earlier_calls(f_score):
    """Where both are 0, the F-score is 0.0 after any call: np.divide with `where` needs `out`."""
    f_score(precision=np.full(10, 0.5), recall=np.full(10, 0.5))

    assert f_score(precision=np.zeros(10), recall=np.zeros(10)) == array(np.zeros(10), **EXACT)


def check_f_score_leaves_its_arguments_alone(f_score):
    """Your function does not change the scores that it receives."""
    precision, recall = np.array([1.0, 0.0]), np.array([0.5, 0.0])
    f_score(precision=precision, recall=recall)

    assert precision == untouched(np.array([1.0, 0.0]))
    assert recall == untouched(np.array([0.5, 0.0]))


# average_scores

SCORES, SUPPORT = fixed([1.0, 0.5, 0.0]), fixed([1, 2, 5])


def check_macro_counts_every_class_the_same(average_scores):
    """The macro average of 1, 0.5 and 0 is 0.5, however many images the classes have."""
    assert average_scores(SCORES, SUPPORT, "macro") == number(0.5)


def check_weighted_counts_every_image_the_same(average_scores):
    """The weighted average is (1 * 1 + 0.5 * 2 + 0 * 5) / 8 = 0.25: classes count by their support."""
    assert average_scores(SCORES, SUPPORT, "weighted") == number(0.25)


@cases(
    ("kind", "expected"),
    {
        "macro counts it": ("macro", 0.4),  # (1 + 0 + 0.2) / 3
        "weighted does not": ("weighted", 0.8),  # (3 + 0.2) / 4
    },
)
def check_averages_over_a_class_without_images(average_scores, kind, expected):
    """A class without images still is a class: macro counts it, and its weight is 0."""
    assert average_scores(np.array([1.0, 0.0, 0.2]), np.array([3, 0, 1]), kind=kind) == number(expected)


@cases("kind", {"macro": "macro", "weighted": "weighted"})
def check_the_average_of_one_class_is_its_score(average_scores, kind):
    """With one class, both averages are its score, with all its digits."""
    assert average_scores(np.array([2 / 3]), np.array([400]), kind=kind) == number(2 / 3)


def check_the_weighted_average_of_no_images_is_zero(average_scores):
    """Where all support is 0, the weighted average is 0.0, whatever the scores."""
    assert average_scores(np.array([0.75, 0.25]), np.array([0, 0]), kind="weighted") == number(0.0)


def check_the_weighted_average_does_not_warn(average_scores):
    """Where all support is 0, nothing is divided, so there is no warning."""
    average_scores(np.array([0.75, 0.25]), np.array([0, 0]), kind="weighted")

    assert not average_scores.warned, "It warns: see what it printed. If that is about 0 / 0, check the sum first."


def check_the_macro_average_does_without_images(average_scores):
    """Where all support is 0, the macro average is still the mean of the scores."""
    assert average_scores(np.array([0.75, 0.25]), np.array([0, 0]), kind="macro") == number(0.5)


@cases(
    "kind",
    {"micro, which is another one": "micro", "an empty text": "", "a slip": "weigthed", "a capital letter": "Macro"},
)
def check_refuses_other_kinds(average_scores, kind):
    """Any other kind raises a ValueError."""
    with refused('it is neither "macro" nor "weighted"'):
        average_scores(SCORES, SUPPORT, kind=kind)


@cases("kind", {"macro": "macro", "weighted": "weighted"})
def check_averaging_leaves_its_arguments_alone(average_scores, kind):
    """Your function does not change the scores and the support that it receives."""
    scores, support = SCORES.copy(), SUPPORT.copy()
    average_scores(scores, support, kind=kind)

    assert scores == untouched(SCORES)
    assert support == untouched(SUPPORT)


# classification_report


def expected_report(cm):
    """scikit-learn's classification_report(output_dict=True, zero_division=0), from its definitions."""
    columns = ("precision", "recall", "f1-score", "support")
    called, true = cm.sum(axis=0).tolist(), cm.sum(axis=1).tolist()
    rows = []
    for j, right in enumerate(np.diag(cm).tolist()):
        # The harmonic mean of right / called and right / true is 2 * right / (called + true).
        rows.append((ratio(right, called[j]), ratio(right, true[j]), ratio(2 * right, called[j] + true[j]), true[j]))
    total = sum(true)
    macro = [sum(row[place] for row in rows) / len(rows) for place in range(3)]
    weighted = [ratio(sum(row[place] * row[3] for row in rows), total) for place in range(3)]
    return {
        **{str(j): dict(zip(columns, row, strict=True)) for j, row in enumerate(rows)},
        "accuracy": ratio(int(np.trace(cm)), total),
        "macro avg": dict(zip(columns, (*macro, total), strict=True)),
        "weighted avg": dict(zip(columns, (*weighted, total), strict=True)),
    }


def check_reports_the_scores_of_every_class(classification_report):
    """Class "0" has precision 3 / 5 and recall 3 / 4, class "1" has 4 / 5 and 4 / 6."""
    expected = {
        "0": {"precision": 0.6, "recall": 0.75, "f1-score": 2 / 3},  # 2 * 0.45 / 1.35
        "1": {"precision": 0.8, "recall": 2 / 3, "f1-score": 8 / 11},  # 2 * 4 / (5 + 6)
    }

    assert classification_report(TWO) == mapping(expected, others=True)


def check_support_counts_true_images(classification_report):
    """The support of a class is the number of its images, the sum of its row; the averages have all 10."""
    expected = {
        "0": {"support": 4},
        "1": {"support": 6},
        "macro avg": {"support": 10},
        "weighted avg": {"support": 10},
    }

    assert classification_report(TWO) == mapping(expected, others=True)


def check_reports_one_accuracy(classification_report):
    """The accuracy of all classes together is the diagonal over all cells: 18 of 25."""
    assert classification_report(THREE) == mapping({"accuracy": 18 / 25}, others=True)


@cases("kind", {"macro": "macro avg", "weighted": "weighted avg"})
def check_reports_averages_of_the_scores(classification_report, kind):
    """Averages are taken over the classes: of the F-scores too, not as the F-score of two averages."""
    expected = {name: value for name, value in expected_report(THREE)[kind].items() if name != "support"}

    assert classification_report(THREE) == mapping({kind: expected}, others=True)


@cases("cm", {phrase: cm for phrase, cm in MATRICES.items() if cm.sum()})
def check_reports_any_matrix(classification_report, cm):
    """The keys are "0", "1" and so on, "accuracy", "macro avg" and "weighted avg"; scores are 0.0 instead of x / 0."""
    assert classification_report(cm) == mapping(expected_report(cm))


def check_reporting_leaves_the_matrix_alone(classification_report):
    """Your function does not change the matrix that it receives."""
    given = THREE.copy()
    classification_report(given)

    assert given == untouched(THREE)


# roc_auc


def area(scores, positive):
    """Share of the pairs of a positive and a negative that the scores put in order, ties as half."""
    differences = scores[positive][:, np.newaxis] - scores[~positive]
    return ((differences > 0) + 0.5 * (differences == 0)).mean()


def expected_auc(y_true, scores):
    """Mean over the classes, as scikit-learn's roc_auc_score(multi_class="ovr", average="macro")."""
    return np.mean([area(scores[:, j], y_true == j) for j in range(scores.shape[1])])


# Four images of class 0 and two each of 1 and 2, with classes that are told apart well, badly and not at all.
UNEVEN = fixed([0, 0, 0, 0, 1, 1, 2, 2])
PROBABILITIES = fixed(
    [
        [0.8, 0.1, 0.1],
        [0.7, 0.2, 0.1],
        [0.6, 0.1, 0.3],
        [0.5, 0.3, 0.2],
        [0.4, 0.3, 0.3],
        [0.2, 0.3, 0.5],
        [0.4, 0.5, 0.1],
        [0.3, 0.4, 0.3],
    ]
)


def check_perfect_scores_have_area_one(roc_auc):
    """Where every image of a class scores higher for it than all others, the area is 1."""
    assert roc_auc(np.array([0, 1, 2, 1]), np.eye(3)[[0, 1, 2, 1]] * 0.4 + 0.2) == number(1.0)


def check_reversed_scores_have_area_zero(roc_auc):
    """Where every image of a class scores lower for it than all others, the area is 0."""
    assert roc_auc(np.array([0, 0, 1]), np.array([[0.1, 0.9], [0.2, 0.8], [0.7, 0.3]])) == number(0.0)


def check_constant_scores_have_area_one_half(roc_auc):
    """Scores that are all equal are guesses: 0.5."""
    assert roc_auc(np.array([0, 0, 0, 1]), np.full((4, 2), 0.5)) == number(0.5)


def check_a_tie_counts_as_half(roc_auc):
    """Of the 4 pairs of a 0 and a 1, 3 are in order and 1 is a tie: 3.5 / 4."""
    scores = np.array([[0.9, 0.1], [0.6, 0.4], [0.6, 0.4], [0.2, 0.8]])

    assert roc_auc(np.array([0, 0, 1, 1]), scores) == number(0.875)


def check_averages_over_the_classes(roc_auc):
    """Each class has its own area, and counts the same, however many images it has."""
    assert roc_auc(UNEVEN, PROBABILITIES) == number(expected_auc(UNEVEN, PROBABILITIES))


def check_every_column_is_a_class(roc_auc):
    """Each column has its own area: class 0 is told apart (1.0), class 1 is not (0.5)."""
    scores = np.array([[0.9, 0.5], [0.8, 0.5], [0.1, 0.5]])

    assert roc_auc(np.array([0, 0, 1]), scores) == number(0.75)


def check_small_differences_order_scores_too(roc_auc):
    """Only the order of the scores matters: 0.5001 is above 0.5, however near."""
    assert roc_auc(np.array([0, 1]), np.array([[0.5001, 0.4999], [0.5, 0.5]])) == number(1.0)


@cases(
    ("y_type", "score_type"),
    {"int64 and float64": (np.int64, np.float64), "uint8, as MNIST's, and float32": (np.uint8, np.float32)},
)
def check_area_of_many_scores(roc_auc, y_type, score_type):
    """Ten classes, 200 images and many ties: the area is the share of pairs in order, ties as half."""
    rng = np.random.default_rng(0)
    y_true = np.arange(200) % 10
    scores = fixed((rng.random((200, 10)) + 0.5 * np.eye(10)[y_true]).round(1), dtype=score_type)

    assert roc_auc(y_true.astype(y_type), scores) == number(expected_auc(y_true, scores))


@cases(
    ("y_true", "width", "reason"),
    {
        "a class without an image": ([0, 1, 1, 0], 3, "class 2 has no image, so it has no curve"),
        "all images in one class": ([1, 1, 1, 1], 2, "class 1 has all images, and class 0 has none"),
        "a single class": ([0, 0, 0, 0], 1, "class 0 has all images: there is nothing to tell it from"),
    },
)
def check_refuses_a_class_without_a_curve(roc_auc, y_true, width, reason):
    """A class with no image, or with all of them, raises a ValueError: its curve is not defined."""
    with refused(reason):
        roc_auc(np.array(y_true), np.linspace(0, 1, 4 * width).reshape(4, width))


def check_measuring_leaves_its_arguments_alone(roc_auc):
    """Your function does not change the labels and the scores that it receives, or their order."""
    y_true, scores = UNEVEN.copy(), PROBABILITIES.copy()
    roc_auc(y_true, scores)

    assert y_true == untouched(UNEVEN)
    assert scores == untouched(PROBABILITIES)


# Fresh inputs: drawn for each grading, and held to the rules above.


def expected_ratio(numerator, denominator):
    """scikit-learn's rule in the form of the counts: a number for numbers, an array for arrays."""
    if np.ndim(numerator):
        return array([ratio(above, below) for above, below in zip(numerator, denominator, strict=True)])
    return number(ratio(numerator, denominator))


@fresh(y_pred=probabilities())
def check_reads_fresh_probabilities(predicted_labels, y_pred):
    """The label of an image is the first of the largest probabilities in its row, whatever the probabilities."""
    expected = [next(j for j, share in enumerate(row) if share == max(row)) for row in y_pred.tolist()]

    assert predicted_labels(y_pred) == array(expected, integers=True)


@fresh(10, y_pred=labels())
def check_returns_fresh_labels_as_they_are(predicted_labels, y_pred):
    """Any labels come back unchanged."""
    assert predicted_labels(y_pred) == array(y_pred, integers=True)


@fresh(given=predictions())
def check_counts_fresh_pairs(confusion_matrix, given):
    """Cell [t, p] counts the images of class t that were predicted as class p, for any labels."""
    pairs = list(zip(given["y_true"].tolist(), given["y_pred"].tolist(), strict=True))
    classes = range(given["num_classes"])

    assert confusion_matrix(given["y_true"], given["y_pred"], num_classes=given["num_classes"]) == array(
        [[pairs.count((t, p)) for p in classes] for t in classes], integers=True
    )


@fresh(cm=confusion_matrices())
def check_counts_fresh_matrices(one_vs_rest_counts, cm):
    """The counts of every class are right for any confusion matrix."""
    assert one_vs_rest_counts(cm) == each(COUNTS, [array(part) for part in counts(cm)])


@fresh(given=count_of("tp", "fp", "fn", "tn"))
def check_accuracy_of_fresh_counts(accuracy, given):
    """Accuracy is (TP + TN) / all for any counts, and 0.0 without a warning where there is nothing."""
    right, every = given["tp"] + given["tn"], given["tp"] + given["fp"] + given["fn"] + given["tn"]

    assert accuracy(**given) == expected_ratio(right, every)
    assert not accuracy.warned, WARNED


@fresh(given=count_of("tp", "fp"))
def check_precision_of_fresh_counts(precision, given):
    """Precision is TP / (TP + FP) for any counts, and 0.0 without a warning where nothing was called positive."""
    assert precision(**given) == expected_ratio(given["tp"], given["tp"] + given["fp"])
    assert not precision.warned, WARNED


@fresh(given=count_of("tp", "fn"))
def check_recall_of_fresh_counts(recall, given):
    """Recall is TP / (TP + FN) for any counts, and 0.0 without a warning where nothing is positive."""
    assert recall(**given) == expected_ratio(given["tp"], given["tp"] + given["fn"])
    assert not recall.warned, WARNED


@fresh(given=count_of("tn", "fp"))
def check_specificity_of_fresh_counts(specificity, given):
    """Specificity is TN / (TN + FP) for any counts, and 0.0 without a warning where nothing is negative."""
    assert specificity(**given) == expected_ratio(given["tn"], given["tn"] + given["fp"])
    assert not specificity.warned, WARNED


@fresh(given=score_pairs("precision", "recall"))
def check_f_score_of_fresh_scores(f_score, given):
    """The F-score is 2 P R / (P + R) for any scores, and 0.0 without a warning where both are 0."""
    p, r = given["precision"], given["recall"]

    assert f_score(**given) == expected_ratio(2 * p * r, p + r)
    assert not f_score.warned, WARNED


@fresh(given=averages())
def check_averages_fresh_scores(average_scores, given):
    """Both averages are right for any scores and support."""
    weights = given["support"].tolist() if given["kind"] == "weighted" else [1] * len(given["scores"])
    weighted = sum(score * weight for score, weight in zip(given["scores"].tolist(), weights, strict=True))

    assert average_scores(given["scores"], given["support"], kind=given["kind"]) == number(
        ratio(weighted, sum(weights))
    )


@fresh(cm=confusion_matrices())
def check_reports_fresh_matrices(classification_report, cm):
    """Every number of the report is right for any confusion matrix."""
    assert classification_report(cm) == mapping(expected_report(cm))


@fresh(given=rankings())
def check_area_of_fresh_scores(roc_auc, given):
    """The area is the share of pairs in order, ties as half, for any scores in which every class occurs."""
    assert roc_auc(given["y_true"], given["scores"]) == number(expected_auc(given["y_true"], given["scores"]))
