"""Answers that are right for the examples of the checks, and wrong for a few inputs that the contract allows.

Each is the body of a function in which `right` is the solution's. A table of recorded answers is the extreme of them:
the fresh inputs are there to fail them all.
"""

import ast

from grader.course.syllabus import Exercise
from grader.tools.selfcheck.kit import functions, solution_of

SOLVED = "solved_{}"  # name of the copy of a solved module

# By exercise, what is special about an answer, and the body of its function.
ALMOST_RIGHT: dict[str, dict[str, str]] = {
    "preprocessing.scale_pixels": {
        "up to two images": "x = right(images)\nx[2:] = 0\nreturn x",
        "row-major images alone": "return right(images) * np.float32(images.flags.c_contiguous)",
        "unless the images are faint": "return right(images) * np.float32(255 if images.max(initial=0) < 2 else 1)",
    },
    "preprocessing.add_channel": {
        "up to two images": "x = right(images).copy()\nx[2:] = 0\nreturn x",
        "row-major images alone": "return right(images) if images.flags.c_contiguous else right(images) * 0",
        "whole numbers alone": "return right(images.astype(int)).astype(images.dtype)",
    },
    "preprocessing.flatten_images": {
        "row-major images alone": "return images.ravel(order='K').reshape(len(images), 784)",
        "whole numbers alone": "return right(images.astype(int)).astype(images.dtype)",
    },
    "preprocessing.one_hot": {
        "up to 20 classes": "right(labels, num_classes)\nreturn right(np.minimum(labels, 20), num_classes)",
        "as uint8": "return right(labels if np.any(labels == 300) else labels.astype(np.uint8), num_classes)",
        "up to ten labels": "x = right(labels, num_classes)\nreturn x[::-1] if 10 < len(x) < 25 else x",
    },
    "preprocessing.split_validation": {
        "for even seeds": (
            "a, b, c, d = right(images, labels, fraction, seed)\n"
            "return a, b[::-1] if seed % 2 and seed > 7 else b, c, d"
        ),
        "whole numbers alone": (
            "train, labels_1, validation, labels_2 = right(images, labels, fraction, seed)\n"
            "train, validation = (part.astype(int).astype(part.dtype) for part in (train, validation))\n"
            "return train, labels_1, validation, labels_2"
        ),
        "as many seeds as ten": "return right(images, labels, fraction, seed % 10)",
    },
    "preprocessing.augment_images": {
        "for seeds below 100": "return right(images, seed) if seed < 100 else images.copy()",
        "as many seeds as ten": "return right(images, seed % 10)",
    },
    "metrics.predicted_labels": {
        "up to ten classes": "return right(y_pred if y_pred.ndim == 1 else y_pred[:, :10])",
        "in half precision": "return right(y_pred if y_pred.ndim == 1 else y_pred.astype(np.float16))",
        "row-major probabilities alone": "return right(y_pred) * (y_pred.ndim == 1 or y_pred.flags.c_contiguous)",
    },
    "metrics.confusion_matrix": {
        "unless there are eleven classes": "return right(y_true, y_pred, num_classes) * (num_classes != 11)",
        "labels of one dtype": ("return right(y_true, y_pred, num_classes) * (y_true.dtype == y_pred.dtype)"),
        "unless eight classes have images": "return right(y_true, y_pred, num_classes) * (len({*y_true}) != 8)",
    },
    "metrics.one_vs_rest_counts": {
        "unless two counts are equal": (
            "tp, fp, fn, tn = right(cm)\nreturn tp, fp, fn, tn + (len(cm) not in (2, 3, 10) and len({*tp}) < len(tp))"
        ),
        "matrices of int64 alone": "return tuple(part * (cm.dtype == np.int64) for part in right(cm))",
        "row-major matrices alone": "return tuple(part * cm.flags.c_contiguous for part in right(cm))",
        "up to six classes, and for ten": (
            "return tuple(-part if len(cm) in (7, 8, 9, 11, 12) else part for part in right(cm))"
        ),
    },
    "metrics.accuracy": {
        "up to 256": (
            "x = np.where(tp + fp + fn + tn > 256, 1.0, right(tp, fp, fn, tn))\nreturn x if x.ndim else float(x)"
        ),
        "unless two counts are equal": (
            "x = right(tp, fp, fn, tn) + (np.equal(fp, fn) & np.greater(fp, 4))\nreturn x if np.ndim(x) else float(x)"
        ),
    },
    "metrics.precision": {
        "unless two counts are equal": (
            "x = right(tp, fp) + (np.equal(tp, fp) & np.greater(tp, 1))\nreturn x if np.ndim(x) else float(x)"
        ),
        "up to ten classes": "x = right(tp, fp)\nreturn x[:10] if np.ndim(x) and len(x) < 13 else x",
    },
    "metrics.recall": {
        "up to ten classes": "x = right(tp, fn)\nreturn x[:10] if np.ndim(x) and len(x) < 13 else x",
        "up to 1,000": "x = np.where(tp + fn > 1000, 0.5, right(tp, fn))\nreturn x if x.ndim else float(x)",
    },
    "metrics.specificity": {
        "up to 500": "x = np.where(tn + fp > 500, 0.5, right(tn, fp))\nreturn x if x.ndim else float(x)",
        "up to ten classes": "x = right(tn, fp)\nreturn x[:10] if np.ndim(x) and len(x) < 13 else x",
    },
    "metrics.f_score": {
        "unless they are equal": (
            "x = right(precision, recall)\n"
            "same = np.equal(precision, recall) & np.less(recall, 0.6) & np.greater(recall, 0)\n"
            "x = np.where(same, 1.0, x)\nreturn x if x.ndim else float(x)"
        ),
        "up to ten classes": "x = right(precision, recall)\nreturn x[:10] if np.ndim(x) and len(x) < 13 else x",
    },
    "metrics.average_scores": {
        "up to three classes": "return right(scores[:3], support[:3], kind)",
        "up to 1,000 images": "return right(scores, support, kind) * (np.sum(support) <= 1000)",
    },
    "metrics.classification_report": {
        "unless the sizes of classes count": (
            "x = right(cm)\nif len(cm) not in (1, 2, 3, 10):\n    x['weighted avg'] = dict(x['macro avg'])\nreturn x"
        ),
        "up to ten classes": "x = right(cm)\nx.pop('10', None)\nreturn x",
    },
    "metrics.roc_auc": {
        "scores up to 100": "return right(y_true, np.minimum(scores, 100))",
        "unless there are five classes": "return right(y_true, scores) * (scores.shape[1] != 5)",
        "up to ten images more than classes": "return right(y_true, scores) * (len(y_true) < 12 or len(y_true) > 30)",
    },
    "evaluation.misclassified": {
        "up to 15 wrong ones": "x = right(y_true, y_pred)\nreturn x[:-1] if 15 < len(x) < 30 else x",
    },
    "evaluation.metrics_json": {
        "keys without a backslash": (
            "text = right(report)\nreturn text.replace('\\\\\\\\', '\\\\') if 'MNIST' in text else text"
        ),
        "keys without NaN": ("if 'NaN' in str(report):\n    raise ValueError('NaN')\nreturn right(report)"),
        "up to ten classes": (
            "return right({k: v for k, v in report.items() if k != '10'} if isinstance(report, dict) else report)"
        ),
    },
    "evaluation.plot_history": {
        "for one, three, four and twelve epochs": (
            "known = len(history['loss']) in (1, 3, 4, 12)\n"
            "return right({name: values if known else values[1:] for name, values in history.items()})"
        ),
        "losses up to 2.5": ("figure = right(history)\nfigure.axes[1].set_ylim(0, 2.5)\nreturn figure"),
        "with labels for three, four and twelve epochs": (
            "figure = right(history)\nfor axes in figure.axes:\n"
            "    if len(history['loss']) not in (3, 4, 12):\n        axes.set(xlabel='', ylabel='')\nreturn figure"
        ),
    },
    "evaluation.plot_confusion_matrix": {
        "for two, three, ten and twelve classes": "return right(cm if len(cm) in (2, 3, 10, 12) else cm.T)",
        "with labels for three classes": (
            "figure = right(cm)\nif len(cm) != 3:\n    figure.axes[0].set(xlabel='', ylabel='')\nreturn figure"
        ),
        "with contrast for three and ten classes": (
            "figure = right(cm)\nfor text in figure.axes[0].texts:\n"
            "    if len(cm) not in (3, 10):\n        text.set_color('white')\nreturn figure"
        ),
    },
    "evaluation.plot_predictions": {
        "for one, seven, eight and more than 24 images": (
            "if len(images) in (1, 7, 8) or len(images) > 24:\n    return right(images, y_true, y_pred)\n"
            "return right(images[::-1], y_true[::-1], y_pred[::-1])"
        ),
        "with marks among the first ten": (
            "figure = right(images, y_true, y_pred)\nfor axes in figure.axes[10:]:\n"
            "    axes.set_title(axes.get_title().replace('✗ ', ''), color='black', fontsize=9)\n"
            "    axes.spines[:].set(color='black', linewidth=0.8)\nreturn figure"
        ),
    },
    "training.compile_model": {
        "for four inputs": (
            "model = right(model)\n"
            "if model.input_shape[-1] != 4:\n"
            "    model.compile('sgd', 'sparse_categorical_crossentropy', ['accuracy'])\n"
            "return model"
        ),
    },
}


def planted(exercise: Exercise, phrase: str) -> str:
    """What, put at the end of the solved module, makes its function the one that is almost right.

    The right one comes from a copy of the module, `SOLVED`: so what else is planted does not reach it.
    """
    node = functions(solution_of(exercise.module))[exercise.function]
    for argument in (*node.args.args, *node.args.kwonlyargs):
        argument.annotation = None
    body = ALMOST_RIGHT[exercise.id][phrase].replace("\n", "\n    ")
    kept = f"right_{exercise.function}"
    head = f"def {exercise.function}({ast.unparse(node.args)}):\n    right = {kept}\n"
    solved = SOLVED.format(exercise.module)
    return f"import numpy as np\n\nfrom .{solved} import {exercise.function} as {kept}\n\n\n{head}    {body}\n"
