"""What goes wrong in accuracy."""

from grader.misconceptions.known.metrics.metrics_shared import _share
from grader.misconceptions.registry import misconception

# what goes wrong with accuracy alone


@misconception("accuracy", also=(lambda tp, fp, fn, tn: _share(tn, tp + fp + fn + tn),))
def counted_one_kind_of_right_answers(tp, fp, fn, tn):
    """You count only the true positives (or only the true negatives) as correct. Both are correct answers: TP + TN."""
    return _share(tp, tp + fp + fn + tn)


@misconception("accuracy")
def left_out_true_negatives(tp, fp, fn, tn):
    """You leave out the true negatives, above and below: TP / (TP + FP + FN).

    Accuracy counts them as correct answers.
    """
    return _share(tp, tp + fp + fn)


@misconception("accuracy")
def mean_of_recall_and_specificity(tp, fp, fn, tn):
    """That is the balanced accuracy, the mean of recall and specificity.

    Accuracy is the share of all answers that are correct.
    """
    return (_share(tp, tp + fn) + _share(tn, tn + fp)) / 2


@misconception("accuracy", also=(lambda tp, fp, fn, tn: 1 - _share(tp + tn, tp + fp + fn + tn),))
def share_of_errors(tp, fp, fn, tn):
    """That is the share of wrong answers, FP + FN of all. Accuracy is the share of correct ones, TP + TN."""
    return _share(fp + fn, tp + fp + fn + tn)


@misconception(
    "accuracy",
    also=(
        lambda tp, fp, fn, tn: _share(tp, tp + fn),
        lambda tp, fp, fn, tn: _share(tn, tn + fp),
        lambda tp, fp, fn, tn: _share(2 * tp, 2 * tp + fp + fn),
    ),
)
def another_score_for_accuracy(tp, fp, fn, tn):
    """That is another score (precision, recall, specificity or F1).

    Accuracy is the correct answers, TP + TN, divided by all answers.
    """
    return _share(tp, tp + fp)


@misconception(
    "accuracy",
    also=(
        lambda tp, fp, fn, tn: _share(tp + tn, tp + tn + fp),
        lambda tp, fp, fn, tn: _share(tp + tn, tp + tn + fn),
        lambda tp, fp, fn, tn: _share(tp + tn, tp + fp + fn),
        lambda tp, fp, fn, tn: _share(tp + tn, fp + fn + tn),
    ),
)
def not_of_all_answers(tp, fp, fn, tn):
    """You do not divide by all answers: the denominator lacks one or two of the four counts.

    It is TP + FP + FN + TN.
    """
    return _share(tp + tn, fp + fn)
