"""Tests of the recognition of mistakes in evaluation: answers in other styles than the known ones get their names."""

import pytest

from grader.report.sentences import plain
from tests.support.submitted import FAILED, outcome

PYPLOT = "import matplotlib.pyplot as plt\n"


def plots(
    start: str = "plt.figure(figsize=(12, 4))",
    accuracy: str = "plt.plot(epochs, history['accuracy'], 'o-', label='Training accuracy')",
    validation: str = "plt.plot(epochs, history['val_accuracy'], label='Validation accuracy')",
    accuracy_words: str = "plt.title('Accuracy'); plt.xlabel('Epoch'); plt.ylabel('Accuracy'); plt.legend()",
    second: str = "plt.subplot(1, 2, 2)",
    loss: str = "plt.plot(epochs, history['loss'], 'o-', label='Training loss')",
    validation_loss: str = "plt.plot(epochs, history['val_loss'], label='Validation loss')",
    loss_words: str = "plt.title('Loss'); plt.xlabel('Epoch'); plt.ylabel('Loss'); plt.legend()",
    epochs: str = "range(1, len(history['loss']) + 1)",
    end: str = "return plt.gcf()",
) -> str:
    """A body of plot_history as in most tutorials, the right one unless told otherwise."""
    return f"""
{PYPLOT}epochs = {epochs}
{start}
plt.subplot(1, 2, 1)
{accuracy}
if 'val_accuracy' in history:
    {validation}
{accuracy_words}
{second}
{loss}
if 'val_loss' in history:
    {validation_loss}
{loss_words}
plt.tight_layout()
{end}
"""


def matrix(
    draw: str = "plt.imshow(cm, interpolation='nearest', cmap=plt.cm.Blues)\nplt.colorbar()",
    count: str = "plt.text(j, i, format(cm[i, j], 'd'), color='white' if cm[i, j] > limit else 'black')",
    ticks: str = "plt.xticks(np.arange(len(cm)))\nplt.yticks(np.arange(len(cm)))",
    words: str = "plt.ylabel('True label')\nplt.xlabel('Predicted label')",
    end: str = "return plt.gcf()",
) -> str:
    """A body of plot_confusion_matrix as in most tutorials, the right one unless told otherwise."""
    return f"""
import itertools
{PYPLOT}plt.figure()
plt.rcParams['image.cmap'] = 'summer'  # on which black can be read: one mistake at a time
limit = cm.max() / 2
{draw}
for i, j in itertools.product(range(len(cm)), range(len(cm))):
    {count}
{ticks}
{words}
{end}
"""


def pictures(
    start: str = "plt.figure(figsize=(10, 10))",
    count: str = "min(25, len(images))",
    place: str = "plt.subplot(5, 5, i + 1)",
    show: str = "plt.imshow(images[i], cmap=plt.cm.binary)",
    color: str = "'green' if y_pred[i] == y_true[i] else 'red'",
    title: str = "plt.title('{} (was {})'.format(y_pred[i], y_true[i]), color=color)",
    end: str = "return plt.gcf()",
) -> str:
    """A body of plot_predictions as in most tutorials, the right one unless told otherwise."""
    return f"""
{PYPLOT}{start}
for i in range({count}):
    {place}
    plt.xticks([])
    plt.yticks([])
    {show}
    color = {color}
    {title}
{end}
"""


# function: what is special about the answer, the body of the function, and the name that its mistake gets
ANSWERS: dict[str, dict[str, tuple[str, str | None]]] = {
    "misclassified": {
        "a loop that keeps the right ones": (
            "found = []\nfor i in range(len(y_true)):\n    if y_true[i] == y_pred[i]:\n        found.append(i)\n"
            "return np.array(found, dtype=int)",
            "found_the_right_ones",
        ),
        "a list of truth values": ("return [bool(t != p) for t, p in zip(y_true, y_pred)]", "returned_a_mask"),
        "the mask of the right ones": ("return np.equal(y_true, y_pred)", "returned_a_mask"),
        "a mask of zeros and ones": ("return (y_true != y_pred).astype(int)", "returned_a_mask"),
        "nonzero, its tuple left": ("return np.nonzero(y_true - y_pred)", "left_the_indices_in_a_tuple"),
        "lists of one": (
            "return [[i] for i, pair in enumerate(zip(y_true, y_pred)) if pair[0] != pair[1]]",
            "left_the_indices_in_a_column",
        ),
        "triples": (
            "return [(i, t, p) for i, (t, p) in enumerate(zip(y_true, y_pred)) if t != p]",
            "put_labels_beside_the_indices",
        ),
        "pairs of labels": ("return [(t, p) for t, p in zip(y_true, y_pred) if t != p]", "returned_labels"),
        "predicted labels": (
            "return np.array([p for t, p in zip(y_true, y_pred) if t != p], dtype=int)",
            "returned_labels",
        ),
        "counted by a loop": (
            "count = 0\nfor t, p in zip(y_true, y_pred):\n    count += t != p\nreturn int(count)",
            "counted_them",
        ),
        "the error rate": ("return 1 - (y_true == y_pred).mean() if len(y_true) else 0.0", "counted_them"),
        "enumerated from one": (
            "return [i for i, (t, p) in enumerate(zip(y_true, y_pred), start=1) if t != p]",
            "counted_from_one",
        ),
        "inserted in front": (
            "found = []\nfor i in range(len(y_true)):\n    if y_true[i] != y_pred[i]:\n        found.insert(0, i)\n"
            "return np.array(found, dtype=int)",
            "in_descending_order",
        ),
        "sorted by the true label": (
            "found = np.where(y_true != y_pred)[0]\nreturn found[np.argsort(y_true[found], kind='stable')]",
            "grouped_by_class",
        ),
        "class by class": (
            "return [i for digit in range(10) for i in range(len(y_true)) if y_true[i] == digit != y_pred[i]]",
            "grouped_by_class",
        ),
        "too high only": ("return np.where(y_pred > y_true)[0]", "compared_in_one_direction"),
        "a difference above zero": ("return np.flatnonzero((y_true - y_pred) > 0)", "compared_in_one_direction"),
        "argmax": ("return np.array([np.argmax(y_true != y_pred)])", "found_the_first_alone"),
        "one short": (
            "return [i for i in range(len(y_true) - 1) if y_true[i] != y_pred[i]]",
            "left_out_the_first_or_last",
        ),
        "stored as bytes": (
            "return np.array([i for i, p in enumerate(y_pred) if p != y_true[i]]).astype('uint8')",
            "counted_in_uint8",
        ),
        "floats in an array": (
            "found = np.zeros(0)\nfor i in range(len(y_true)):\n    if y_true[i] != y_pred[i]:\n"
            "        found = np.append(found, i)\nreturn found",
            "left_as_floats",
        ),
        "indices and backwards in uint8": (
            "return np.flatnonzero(y_true != y_pred)[::-1].astype(np.uint8)",
            None,
        ),
        "nothing at all": ("np.flatnonzero(y_true != y_pred)", None),
    },
    "metrics_json": {
        "an f-string": ('return f"{report}"', "text_of_a_dict"),
        "other quotes": ("return str(report).replace(\"'\", '\"')", "text_of_a_dict"),
        "converted in place": (
            """
            def convert(value):
                for key, item in value.items():
                    if isinstance(item, dict):
                        convert(item)
                    elif isinstance(item, (np.generic, np.ndarray)):
                        value[key] = item.tolist()

            convert(report)
            return json.dumps(report, allow_nan=False, default=lambda item: item.tolist())
            """,
            "changed_the_report",
        ),
        "printed": ("print(json.dumps(report, default=lambda o: o.tolist()))", "returned_no_text"),
        "a class for scalars and arrays": (
            """
            class Encoder(json.JSONEncoder):
                def default(self, o):
                    return o.tolist() if hasattr(o, 'tolist') else super().default(o)

            return json.dumps(report, cls=Encoder, indent=4, sort_keys=True)
            """,
            "let_nan_and_infinity_through",
        ),
        "walked through, then dumped": (
            """
            def clean(value):
                if isinstance(value, dict):
                    return {str(key): clean(item) for key, item in value.items()}
                if isinstance(value, (list, np.ndarray)):
                    return [clean(item) for item in value]
                return int(value) if isinstance(value, (int, np.integer)) else float(value)

            return json.dumps(clean(report))
            """,
            "let_nan_and_infinity_through",
        ),
        "NaN made zero": (
            "text = json.dumps(report, default=lambda o: o.tolist())\n"
            "return text.replace('NaN', '0').replace('-Infinity', '0').replace('Infinity', '0')",
            "replaced_nan_and_infinity",
        ),
        "isnan alone": (
            """
            def clean(value):
                if isinstance(value, dict):
                    return {key: clean(item) for key, item in value.items()}
                if isinstance(value, (list, np.ndarray)):
                    return [clean(item) for item in value]
                if np.isnan(value):
                    raise ValueError('NaN')
                return float(value)

            return json.dumps(clean(report))
            """,
            "refused_nan_alone",
        ),
        "numbers looked at, arrays not": (
            """
            def clean(value):
                if isinstance(value, dict):
                    return {key: clean(item) for key, item in value.items()}
                if isinstance(value, np.ndarray):
                    return value.tolist()
                if isinstance(value, (float, np.floating)):
                    if not np.isfinite(value):
                        raise ValueError('not finite')
                    return float(value)
                return value.item() if isinstance(value, np.generic) else value

            return json.dumps(clean(report), default=float)
            """,
            None,  # lists of arrays raise as well, which is a mistake of its own
        ),
        "a class that gives texts": (
            """
            class Encoder(json.JSONEncoder):
                def default(self, o):
                    return str(o)

            return json.dumps(report, cls=Encoder)
            """,
            "numbers_as_texts",
        ),
        "as it is": ("return json.dumps(report, indent=2)", "plain_numbers_alone"),
        "integers and floats, no arrays": (
            """
            class Encoder(json.JSONEncoder):
                def default(self, o):
                    if isinstance(o, np.integer):
                        return int(o)
                    if isinstance(o, np.floating):
                        return float(o)
                    return super().default(o)

            return json.dumps(report, cls=Encoder, allow_nan=False)
            """,
            "arrays_left_out",
        ),
        "arrays, no numbers": (
            """
            def default(value):
                if isinstance(value, np.ndarray):
                    return value.tolist()
                raise TypeError(type(value))

            return json.dumps(report, default=default)
            """,
            "numpy_numbers_left_out",
        ),
        "dumped twice": (
            "inner = json.dumps(report, default=lambda o: o.tolist())\nreturn json.dumps(inner, allow_nan=False)",
            "text_within_a_text",
        ),
        "four digits": (
            """
            def short(value):
                if isinstance(value, dict):
                    return {key: short(item) for key, item in value.items()}
                if isinstance(value, (list, np.ndarray)):
                    return [short(item) for item in value]
                return round(float(value), 4)

            return json.dumps(short(report), allow_nan=False)
            """,
            "rounded",
        ),
        "read back again": ("return json.loads(json.dumps(report, default=lambda o: o.tolist()))", "left_as_a_dict"),
        "whole numbers": ("return json.dumps(report, default=int)", "cut_to_whole_numbers"),
        "lists by list": ("return json.dumps(report, default=list)", "numpy_numbers_left_out"),
        "accuracy alone": ("return json.dumps({'accuracy': float(report['accuracy'])})", None),
        "texts, rounded": (
            "return json.dumps({key: str(value)[:4] for key, value in report.items()})",
            None,
        ),
    },
    "plot_history": {
        "plotted without epochs": (plots(epochs="range(len(history['loss']))"), "epochs_from_zero"),
        "np.arange": (plots(epochs="np.arange(0, len(history['accuracy']))"), "epochs_from_zero"),
        "only training": (plots(validation="pass", validation_loss="pass"), "without_the_validation"),
        "copied line": (
            plots(
                validation="plt.plot(epochs, history['accuracy'], label='Validation accuracy')",
                validation_loss="plt.plot(epochs, history['loss'], label='Validation loss')",
            ),
            "drew_training_as_validation",
        ),
        "no test of what is there": (
            plots()
            .replace("if 'val_accuracy' in history:", "if True:")
            .replace("if 'val_loss' in history:", "if True:"),
            "needed_the_validation",
        ),
        "acc": (plots(accuracy="plt.plot(epochs, history['acc'], label='Training')"), "read_names_of_old"),
        "history.history": (plots(start="history = history.history"), "took_the_object_of_keras"),
        "ten epochs": (plots(epochs="range(1, 11)"), "fixed_number_of_epochs"),
        "a range that ends too early": (plots(epochs="range(1, len(history['loss']))"), "miscounted_the_epochs"),
        "a range with zero": (plots(epochs="np.arange(0, len(history['loss']) + 1)"), "miscounted_the_epochs"),
        "one subplot": (plots(second="pass"), "drew_both_into_one_axes"),
        "a figure each, the last returned": (
            plots(second="plt.figure()\nplt.subplot(1, 2, 2)"),
            "drew_one_of_the_two",
        ),
        "a figure each, both returned": (
            plots(start="first = plt.figure()", second="second = plt.figure()", end="return first, second"),
            "returned_several_figures",
        ),
        "percent": (
            plots(
                accuracy="plt.plot(epochs, [100 * a for a in history['accuracy']], label='Training accuracy')",
                validation="plt.plot(epochs, [100 * a for a in history['val_accuracy']], label='Validation accuracy')",
            ),
            "drew_percent",
        ),
        "percent, of the loss too": (
            plots(
                epochs="range(1, len(history['loss']) + 1)\n"
                "history = {key: np.multiply(values, 100) for key, values in history.items()}"
            ),
            "drew_percent",
        ),
        "limits of a good training": (
            plots(accuracy_words="plt.ylim([.8, 1]); plt.xlabel('Epoch'); plt.ylabel('Accuracy'); plt.legend()"),
            "cut_off_the_curves",
        ),
        "an empty list for the validation": (
            "history = {'val_accuracy': [], 'val_loss': [], **history}\n"
            + plots(
                validation="plt.plot(range(1, len(history['val_accuracy']) + 1), history['val_accuracy'], label='val')",
                validation_loss="plt.plot(range(1, len(history['val_loss']) + 1), history['val_loss'], label='val')",
            ),
            "named_a_line_that_is_not_there",
        ),
        "a grid of four, two of them empty": (
            plots(end="plt.subplots_adjust(right=0.4)\nplt.gcf().add_subplot(133)\nreturn plt.gcf()"),
            "left_a_third_axes_empty",
        ),
        "axis off": (
            plots(loss_words="plt.ylabel('Loss'); plt.xlabel('Epoch'); plt.legend(); plt.axis('off')"),
            "hid_the_axes",
        ),
        "legend forgotten": (
            plots(
                accuracy_words="plt.title('Accuracy'); plt.xlabel('Epoch'); plt.ylabel('Accuracy')",
                loss_words="plt.title('Loss'); plt.xlabel('Epoch'); plt.ylabel('Loss')",
            ),
            "without_a_legend",
        ),
        "legend forgotten once": (
            plots(loss_words="plt.title('Loss'); plt.xlabel('Epoch'); plt.ylabel('Loss')"),
            "without_a_legend_at_one_axes",
        ),
        "legend in the wrong order": (
            plots(
                accuracy_words="plt.xlabel('Epoch'); plt.ylabel('Accuracy'); plt.legend(['val', 'train'])",
                loss_words="plt.xlabel('Epoch'); plt.ylabel('Loss'); plt.legend(['val', 'train'])",
            ),
            "exchanged_the_line_labels",
        ),
        "labels, and a legend in the wrong order": (
            plots(
                accuracy_words="plt.xlabel('Epoch'); plt.ylabel('Accuracy')\n"
                "plt.legend(['Validation accuracy', 'Training accuracy'][-len(plt.gca().lines):])",
            ),
            "named_the_lines_in_another_order",
        ),
        "lines copied with their labels": (
            plots(
                loss="plt.plot(epochs, history['loss'], label='Training accuracy')",
                validation_loss="plt.plot(epochs, history['val_loss'], label='Validation accuracy')",
            ),
            "called_one_the_other",
        ),
        "copied title": (
            plots(loss_words="plt.title('Accuracy'); plt.xlabel('Epoch'); plt.ylabel('Loss'); plt.legend()"),
            "called_one_the_other",
        ),
        "accuracy and loss in each legend": (
            plots(
                accuracy_words="plt.xlabel('Epoch'); plt.ylabel('Accuracy'); plt.legend(['accuracy', 'loss'])",
                loss_words="plt.xlabel('Epoch'); plt.ylabel('Loss'); plt.legend(['accuracy', 'loss'])",
            ),
            "labelled_the_parts_as_measures",
        ),
        "loss up to one": (
            plots(loss_words="plt.ylim(0, 1); plt.xlabel('Epoch'); plt.ylabel('Loss'); plt.legend()"),
            "cut_off_the_curves",
        ),
        "a zero for the validation": (
            "history = {'val_accuracy': [0], 'val_loss': [0], **history}\n"
            + plots(
                validation="plt.plot(range(1, len(history['val_accuracy']) + 1), history['val_accuracy'], label='val')",
                validation_loss="plt.plot(range(1, len(history['val_loss']) + 1), history['val_loss'], label='val')",
            ),
            "named_a_line_that_is_not_there",
        ),
        "one figure for all calls": (
            PYPLOT + "kept = plot_history.__dict__\n"
            "kept.setdefault('axes', plt.figure().subplots(1, 2))\n"
            "for axes, name in zip(kept['axes'], ('accuracy', 'loss')):\n"
            "    for key in (name, 'val_' + name):\n"
            "        if key in history:\n"
            "            axes.plot(range(1, len(history[key]) + 1), history[key], label=key)\n"
            "    axes.set(xlabel='epoch', ylabel=name)\n"
            "    axes.legend()\n"
            "return axes.figure",
            "drew_into_one_figure",
        ),
        "x": (plots(loss_words="plt.xlabel('x'); plt.ylabel('Loss'); plt.legend()"), "named_x_otherwise"),
        "loss at x": (plots(loss_words="plt.xlabel('Loss'); plt.ylabel('Loss'); plt.legend()"), "named_x_otherwise"),
        "ticks from zero": (
            plots(end="plt.xticks(epochs, range(len(epochs)))\nreturn plt.gcf()"),
            "numbered_the_ticks_otherwise",
        ),
        "percent that are none": (
            plots(
                end="from matplotlib.ticker import PercentFormatter\n"
                "plt.gcf().axes[0].yaxis.set_major_formatter(PercentFormatter())\nreturn plt.gcf()"
            ),
            "took_shares_for_percent",
        ),
        "both blue": (
            plots(
                accuracy="plt.plot(epochs, history['accuracy'], 'b', label='Training accuracy')",
                validation="plt.plot(epochs, history['val_accuracy'], 'b', label='Validation accuracy')",
            ),
            "drew_both_lines_alike",
        ),
        "epochs as strings": (
            plots(epochs="[str(epoch) for epoch in range(1, len(history['loss']) + 1)]"),
            "gave_the_epochs_as_text",
        ),
        "accuracy in the axes of loss, too": (
            plots(
                loss="plt.plot(epochs, history['accuracy'])\nplt.plot(epochs, history['loss'], label='Training loss')"
            ),
            "drew_a_list_twice",
        ),
        "nothing without validation": (
            plots(start="if 'val_loss' not in history:\n    return plt.figure()"),
            "drew_nothing_without_validation",
        ),
        "rounded": (plots(start="history = {key: np.round(history[key], 2) for key in history}"), None),
        "ten epochs of however many": (
            plots(start="epochs = epochs[:10]\nhistory = {key: history[key][:10] for key in history}"),
            None,
        ),
        "copied label": (
            plots(loss_words="plt.xlabel('Epoch'); plt.ylabel('Accuracy'); plt.legend()"),
            "called_one_the_other",
        ),
        "titles only": (
            plots(accuracy_words="plt.title('Accuracy'); plt.legend()", loss_words="plt.title('Loss'); plt.legend()"),
            "without_axis_labels",
        ),
        "x and y labels exchanged": (
            plots(
                accuracy_words="plt.xlabel('Accuracy'); plt.ylabel('Epochs'); plt.legend()",
                loss_words="plt.xlabel('Loss'); plt.ylabel('Epochs'); plt.legend()",
            ),
            "exchanged_the_labels_of_x_and_y",
        ),
        "shown": (plots(end="plt.show()"), "returned_no_figure"),
        "saved": (plots(end="plt.savefig('history.png')\nreturn plt"), "returned_pyplot"),
        "the current axes": (plots(end="return plt.gca()"), "returned_the_axes"),
        "figure and axes": (plots(end="return plt.gcf(), plt.gcf().axes"), "returned_figure_and_axes"),
        "from zero and without a legend": (
            plots(
                epochs="range(len(history['loss']))",
                accuracy_words="plt.xlabel('Epoch'); plt.ylabel('Accuracy')",
                loss_words="plt.xlabel('Epoch'); plt.ylabel('Loss')",
            ),
            None,
        ),
        "a running mean": (
            plots(accuracy="plt.plot(epochs, np.cumsum(history['accuracy']) / np.array(epochs), label='accuracy')"),
            None,
        ),
    },
    "plot_confusion_matrix": {
        "i and j exchanged": (
            matrix(count="plt.text(i, j, format(cm[i, j], 'd'))"),
            "transposed_the_texts",
        ),
        "cm[j, i]": (matrix(count="plt.text(j, i, str(cm[j][i]))"), "transposed_the_texts"),
        "everything of cm.T": (matrix(draw="cm = cm.T\nplt.imshow(cm)"), "transposed_the_matrix"),
        "cm.T and words that fit": (
            matrix(draw="cm = cm.T\nplt.matshow(cm)", words="plt.xlabel('actual')\nplt.ylabel('predicted')"),
            "transposed_the_matrix",
        ),
        "the image of cm.T": (matrix(draw="plt.imshow(np.transpose(cm))"), "transposed_the_image"),
        "normalised": (
            matrix(
                draw="cm = cm.astype('float') / np.maximum(cm.sum(axis=1)[:, np.newaxis], 1)\nplt.imshow(cm)",
                count="plt.text(j, i, format(cm[i, j], '.2f'))",
            ),
            "wrote_shares",
        ),
        "percent of all": (
            matrix(count="plt.text(j, i, f'{100 * cm[i, j] / cm.sum():.1f}%')"),
            "wrote_shares",
        ),
        "shades of columns": (
            matrix(draw="plt.imshow(cm / np.maximum(cm.sum(axis=0), 1))"),
            "shaded_by_shares",
        ),
        "no numbers": (matrix(count="pass"), "without_the_counts"),
        "on the corners": (matrix(count="plt.text(j + .5, i + .5, cm[i, j])"), "wrote_between_the_cells"),
        "mistakes only": (
            matrix(count="plt.text(j, i, str(cm[i, j]) if i != j else '')"),
            "left_counts_out",
        ),
        "zeros as blanks": (matrix(count="plt.text(j, i, cm[i, j] or '')"), "left_the_zeros_out"),
        "seaborn's usual format": (
            matrix(count="plt.text(j, i, format(cm[i, j], '.2g'), color='white' if cm[i, j] > limit else 'black')"),
            "shortened_the_counts",
        ),
        "a few colours for all": (
            matrix(
                draw="plt.imshow(cm, vmin=0, vmax=3, cmap='Blues')",
                count="plt.text(j, i, cm[i, j], backgroundcolor='white')",
            ),
            "gave_counts_one_colour",
        ),
        "the rows above and below cut": (
            matrix(end="plt.ylim(len(cm) - 1, 0)\nreturn plt.gcf()"),
            "cut_off_the_cells",
        ),
        "axis off": (matrix(end="plt.axis('off')\nreturn plt.gcf()"), "hid_the_ticks_and_labels"),
        "one axis not visible": (
            matrix(end="plt.gca().get_yaxis().set_visible(False)\nreturn plt.gcf()"),
            "hid_the_ticks_and_labels",
        ),
        "no ticks": (matrix(ticks="plt.xticks([])\nplt.yticks([])"), "without_a_tick_for_each_class"),
        "ticks by Matplotlib": (matrix(ticks=""), "without_a_tick_for_each_class"),
        "classes from one": (
            matrix(ticks="n = len(cm)\nplt.xticks(range(n), range(1, n + 1))\nplt.yticks(range(n), range(1, n + 1))"),
            "ticks_from_one",
        ),
        "labels behind an empty one": (
            matrix(ticks="n = len(cm)\nplt.gca().set_xticks(range(n), ['', *range(n - 1)])\nplt.yticks(range(n))"),
            "ticks_of_other_classes",
        ),
        "labels for the ticks of Matplotlib": (
            matrix(ticks="plt.gca().set_xticklabels(['', *range(len(cm))])\nplt.yticks(range(len(cm)))"),
            "ticks_of_other_classes",
        ),
        "ten ticks": (matrix(ticks="plt.xticks(range(10))\nplt.yticks(range(10))"), "placed_ticks_beside_the_matrix"),
        "the first ten classes": (
            matrix(draw="cm = cm[:10, :10]\nplt.imshow(cm)", count="plt.text(j, i, cm[i, j])"),
            "needed_ten_classes",
        ),
        "two counts in each cell": (
            matrix(count="plt.text(j, i, f'{cm[i, j]} {cm[j, i]}')"),
            "wrote_other_counts_too",
        ),
        "words exchanged": (
            matrix(words="plt.xlabel('Actual digit')\nplt.ylabel('Predicted digit')"),
            "exchanged_the_axis_labels",
        ),
        "a title only": (matrix(words="plt.title('Confusion matrix')"), "left_out_axis_labels"),
        "scikit-learn's axes": (
            "from sklearn.metrics import ConfusionMatrixDisplay\nreturn ConfusionMatrixDisplay(cm).plot().ax_",
            "returned_the_axes",
        ),
        "shown": (matrix(end="plt.show()"), "returned_no_figure"),
        "transposed, and no ticks": (matrix(draw="cm = cm.T\nplt.imshow(cm)", ticks="plt.xticks([])"), None),
        "a picture of noise": (matrix(draw="plt.imshow(np.random.rand(len(cm), len(cm)))"), None),
    },
    "plot_predictions": {
        "range(25)": (pictures(count="25"), "needed_25_images"),
        "range(16)": (pictures(count="min(16, len(images))"), "drew_fewer_than_25"),
        "every image": (pictures(count="len(images)", place="plt.subplot(10, 10, i + 1)"), "drew_more_than_25"),
        "every image, in a grid of 25": (pictures(count="len(images)"), "drew_more_than_25"),
        "chosen at random": (
            "images_, true_, pred_ = images, y_true, y_pred\n"
            "order = np.random.permutation(len(images))[:25]\n"
            "images, y_true, y_pred = images_[order], true_[order], pred_[order]\n" + pictures(),
            "chose_other_images",
        ),
        "mistakes only": (
            "wrong = y_true != y_pred\nimages, y_true, y_pred = images[wrong], y_true[wrong], y_pred[wrong]\n"
            + pictures(),
            "drew_the_wrong_ones_alone",
        ),
        "always the first": (pictures(show="plt.imshow(images[0], cmap='gray')"), "drew_one_image_again_and_again"),
        "one axes": (pictures(place="pass"), "drew_all_into_one_axes"),
        "lying": (pictures(show="plt.imshow(np.transpose(images[i]))"), "transposed_the_images"),
        "from below": (pictures(show="plt.imshow(images[i], origin='lower')"), "turned_the_images_over"),
        "mirrored": (pictures(show="plt.imshow(np.fliplr(images[i]))"), "turned_the_images_over"),
        "six in a row": (pictures(place="plt.subplot(5, 6, i + 1)"), "drew_another_grid"),
        "one column": (pictures(place="plt.subplot(25, 1, i + 1)"), "drew_another_grid"),
        "nine in a square": (
            pictures(count="min(9, len(images))", place="plt.subplot(3, 3, i + 1)"),
            "drew_fewer_than_25",
        ),
        "a full grid of axes": (
            f"{PYPLOT}figure, axes = plt.subplots(5, 5)\nfor i, (a, x, t, p) in "
            "enumerate(zip(axes.flat, images, y_true, y_pred)):\n    a.imshow(x)\n"
            "    a.set_title(f'{t} / {p}', color='r' if t != p else 'k')\nreturn figure",
            "left_axes_empty",
        ),
        "no titles, frames": (
            pictures(title="for spine in plt.gca().spines.values():\n        spine.set_edgecolor(color)"),
            "without_titles",
        ),
        "titles of the wrong ones": (
            pictures(title="if color == 'red':\n        plt.title(f'{y_true[i]} {y_pred[i]}', color=color)"),
            "titled_some_of_the_images",
        ),
        "a colour for each digit": (pictures(color="f'C{y_true[i]}'"), "marked_by_something_else"),
        "one image later": (
            pictures(color="'red' if y_pred[i - 1] != y_true[i - 1] else 'k'"),
            "marked_by_something_else",
        ),
        "lower ones": (pictures(color="'red' if y_pred[i] < y_true[i] else 'k'"), "marked_some_of_the_wrong_ones"),
        "crosses exchanged": (
            pictures(title="plt.title(f'{y_true[i]} {y_pred[i]} ' + '\u2713\u2717'[int(y_pred[i] == y_true[i])])"),
            "marked_the_right_ones",
        ),
        "all of them red": (pictures(color="'red'"), "marked_none_of_the_wrong_ones"),
        "only images": (pictures(title="pass"), "drew_the_images_alone"),
        "the prediction": (
            pictures(title="plt.title(f'Predicted: {y_pred[i]}', color=color)"),
            "named_one_of_the_labels",
        ),
        "the truth": (pictures(title="plt.xlabel(str(y_true[i]), color=color)"), "named_one_of_the_labels"),
        "exchanged": (
            pictures(title="plt.title(f'Actual {y_pred[i]} Pred {y_true[i]}', color=color)"),
            "exchanged_the_labels_in_titles",
        ),
        "black titles": (pictures(color="'black'"), "marked_none_of_the_wrong_ones"),
        "colours exchanged": (pictures(color="'red' if y_pred[i] == y_true[i] else 'green'"), "marked_the_right_ones"),
        "right ones red": (pictures(color="'r' if y_pred[i] == y_true[i] else 'k'"), "marked_the_right_ones"),
        "a figure each": (
            f"{PYPLOT}figures = []\nfor x, t, p in zip(images[:25], y_true, y_pred):\n"
            "    figure, axes = plt.subplots()\n"
            "    axes.imshow(x)\n    axes.set_title(f'{t} {p}')\n    figures.append(figure)\nreturn figures",
            "returned_several_figures",
        ),
        "shown": (pictures(end="plt.show()"), "returned_no_figure"),
        "the grid of axes": (
            f"{PYPLOT}figure, axes = plt.subplots(5, 5)\nfor a, x in zip(axes.flat, images):\n    a.imshow(x)\n"
            "return axes",
            "returned_the_axes",
        ),
        "labels of the next": (
            pictures(title="plt.title(f'{y_true[i - 1]} {y_pred[i - 1]}', color=color)"),
            None,
        ),
        "counted from zero": (pictures(place="plt.subplot(5, 5, i)"), None),
        "nine, without a mark": (pictures(count="min(9, len(images))", color="'black'"), None),
    },
}
BODIES = {function: {phrase: body for phrase, (body, _) in rows.items()} for function, rows in ANSWERS.items()}
ROWS = [(function, phrase) for function in ANSWERS for phrase in ANSWERS[function]]
ROWS.sort(key=lambda row: list(ANSWERS[row[0]]).index(row[1]))  # those that are graded together stand together


@pytest.mark.slow
@pytest.mark.parametrize(("function", "phrase"), ROWS, ids=[": ".join(row) for row in ROWS])
def test_a_mistake_gets_its_name_or_none(function: str, phrase: str) -> None:
    found = outcome("evaluation", BODIES, function, phrase)

    assert found.status in FAILED, found.checks
    assert found.misconception == ANSWERS[function][phrase][1], plain(found.feedback)
