"""Tests of the checks of evaluation: known mistakes fail with a helpful sentence."""

import pytest

from grader.report.sentences import plain
from tests.support.submitted import FAILED, Wrong, each, outcome


def history(
    start: str = "from matplotlib.figure import Figure\nfigure = Figure()\nleft, right = figure.subplots(ncols=2)",
    draw: str = "axes.plot(range(1, len(values) + 1), values, label=label)",
    pairs: str = """("accuracy", "training"), ("val_accuracy", "validation"),
        ("loss", "training"), ("val_loss", "validation")""",
    place: str = 'left if "accuracy" in key else right',
    each_axes: str = 'axes.set(xlabel="epoch", ylabel=name)\naxes.legend()',
    end: str = "return figure",
) -> str:
    """A body of plot_history, the right one unless told otherwise."""
    lines = [
        start,
        f"for key, label in [{pairs}]:",
        "    if key in history:",
        f"        axes, values = {place}, history[key]",
        f"        {draw}",
        'for axes, name in [(left, "accuracy"), (right, "loss")]:',
        *(f"    {line}" for line in each_axes.splitlines()),
        end,
    ]
    return "\n".join(lines)


PYPLOT = "import matplotlib.pyplot as plt\nfigure, (left, right) = plt.subplots(1, 2)"


def matrix(
    start: str = "from matplotlib.figure import Figure\nfigure = Figure()\naxes = figure.subplots()",
    draw: str = "axes.imshow(cm)",
    texts: str = "for (row, column), count in np.ndenumerate(cm):\n    axes.text(column, row, str(count))",
    ticks: str = "axes.set(xticks=range(len(cm)), yticks=range(len(cm)))",
    labels: str = "axes.set(xlabel='predicted digit', ylabel='true digit')",
    end: str = "return figure",
) -> str:
    """A body of plot_confusion_matrix, the right one unless told otherwise."""
    return "\n".join([start, draw, texts, ticks, labels, end])


def predictions(
    start: str = "from matplotlib.figure import Figure\nfigure = Figure(figsize=(8, 8))",
    count: str = "min(len(images), 25)",
    axes: str = "figure.add_subplot(5, 5, i + 1)",
    show: str = "axes.imshow(images[i])",
    title: str = "axes.set_title(f'true {y_true[i]}, predicted {y_pred[i]}')",
    mark: str = "axes.title.set_color('red')",
    right: str = "pass",
    end: str = "return figure",
) -> str:
    """A body of plot_predictions, the right one unless told otherwise."""
    return f"""
{start}
for i in range({count}):
    axes = {axes}
    {show}
    {title}
    if y_true[i] != y_pred[i]:
        {mark}
    else:
        {right}
{end}
"""


BOXED = (
    "for (row, column), count in np.ndenumerate(cm):\n"
    "    axes.text(column, row, str(count), color='black', bbox={'facecolor': 'white'})"
)
SQUARE = (
    "from matplotlib.figure import Figure\nfigure = Figure(figsize=(8, 8))\n"
    "n = 5 if len(images) > 9 else int(np.ceil(len(images) ** 0.5))"
)

COLORED = "axes.set_title(f'true {y_true[i]}, predicted {y_pred[i]}', color=f'C{y_true[i]}')"
NAMES = "n = 'zero one two three four five six seven eight nine'.split()"


WRONG: Wrong = {
    "misclassified": {
        "the right ones": ("return np.flatnonzero(y_true == y_pred)", "Its shape is"),
        "a mask": ("return y_true != y_pred", "return the indices of the wrong ones."),
        "np.where as it comes": ("return np.where(y_true != y_pred)", "It is a tuple with an array in it"),
        "np.argwhere as it comes": ("return np.argwhere(y_true != y_pred)", "Its shape is (2, 1); it should be (2,)."),
        "the labels": ("return y_true[y_true != y_pred]", "Entry [0] is 2; it should be 1"),
        "descending": ("return np.flatnonzero(y_true != y_pred)[::-1]", "Entry [0] is 2; it should be 1"),
        "how many": ("return np.sum(y_true != y_pred)", "It is one number; it should be an array of shape (2,)."),
        "counted from one": ("return np.flatnonzero(y_true != y_pred) + 1", "it should be"),
        "one direction only": ("return np.flatnonzero(y_pred.astype(int) > y_true)", "Its shape is"),
        "in uint8": ("return np.flatnonzero(y_true != y_pred).astype(np.uint8)", "is 0; it should be 256"),
        "as floats": ("return np.flatnonzero(y_true != y_pred) * 1.0", "Its dtype is float64"),
        "the first 25": ("return np.flatnonzero(y_true != y_pred)[:2]", "Its shape is (2,)"),
        "labels sorted in place": (
            "result = np.flatnonzero(y_true != y_pred)\ny_true.sort()\nreturn result",
            "It changed its argument: entry [0] was 7 and is now 1.",
        ),
    },
    "metrics_json": {
        "the text of a dict": ("return str(report)", "It cannot be read as JSON: Expecting property name"),
        "the dict": ("return report", "It is a dict; return a string."),
        "NumPy's numbers as text": (
            "return json.dumps(report, default=str, allow_nan=False)",
            "At '0', 'support', it reads back as '200'; it should be 200.",
        ),
        "true as a number": (
            "class Plain(json.JSONEncoder):\n"
            "    def default(self, value):\n"
            "        return value.tolist() if isinstance(value, np.ndarray) else float(value)\n"
            "return json.dumps(report, cls=Plain, allow_nan=False)",
            "At 'ok', it reads back as 1.0; it should be True.",
        ),
        "NaN let through": (
            "return json.dumps(report, default=lambda value: value.tolist())",
            "expected a ValueError because JSON has neither NaN nor infinity",
        ),
        "NaN as null": (
            "text = json.dumps(report, default=lambda value: value.tolist())\n"
            "return text.replace('NaN', 'null').replace('-Infinity', 'null').replace('Infinity', 'null')",
            "expected a ValueError",
        ),
        "plain numbers only": ("return json.dumps(report, allow_nan=False)", "raised TypeError: Object of type"),
        "no arrays": (
            "return json.dumps(report, allow_nan=False, default=lambda value: value.item())",
            "raised ValueError: can only convert an array of size 1",
        ),
        "floats only": (
            "return json.dumps(report, allow_nan=False, default=float)",
            "raised TypeError",
        ),
        "a text in a text": (
            "return json.dumps(json.dumps(report, allow_nan=False, default=lambda value: value.tolist()))",
            "It reads back as a string; it should be a dict.",
        ),
        "rounded": (
            """
            def plain(value):
                if isinstance(value, dict):
                    return {key: plain(item) for key, item in value.items()}
                return round(float(value), 2) if np.ndim(value) == 0 else np.asarray(value).tolist()

            return json.dumps(plain(report), allow_nan=False)
            """,
            "reads back as 0.62; it should be 0.625.",
        ),
        "bytes": ("return json.dumps(report, default=lambda value: value.tolist()).encode()", "return a string."),
        "written to a file": (
            "with open('metrics.json', 'w') as file:\n    file.write(str(report))\nreturn 'metrics.json'",
            "It cannot be read as JSON",
        ),
        "made plain in place": (
            """
            def plain(part):
                for key in part if isinstance(part, dict) else range(len(part)):
                    value = part[key]
                    part[key] = plain(value) if isinstance(value, dict | list) else np.asarray(value).tolist()
                return part

            return json.dumps(plain(report), allow_nan=False)
            """,
            "It changed its argument: it is now {'0':",
        ),
    },
    "plot_history": {
        "epochs from 0": (
            history(draw="axes.plot(values, label=label)"),
            "The line of 'accuracy' has x = 0, 1, 2; epochs count from 1: 1, 2, 3.",
        ),
        "no validation": (
            history(pairs='("accuracy", "training"), ("loss", "training")'),
            "No line shows 'val_accuracy', which is 0.75, 0.8, 0.82.",
        ),
        "training drawn as validation": (
            history(place='left if "accuracy" in key else right, history[key.replace("val_", "")]').replace(
                ", history[key]\n", "\n"
            ),
            "No line shows 'val_accuracy'",
        ),
        "all in one axes": (history(place="left"), "Accuracy and loss are in the same axes; draw each in its own."),
        "training left, validation right": (
            history(place='right if "val_" in key else left'),
            "Accuracy and loss are in the same axes",
        ),
        "no legend": (history(each_axes='axes.set(xlabel="epoch", ylabel=name)'), "There is no legend"),
        "no labels": (
            history(
                draw="axes.plot(range(1, len(values) + 1), values)", each_axes='axes.set(xlabel="epoch", ylabel=name)'
            ),
            "There is no legend: give every line a label, and call axes.legend().",
        ),
        "labels exchanged": (
            history(
                pairs='("accuracy", "validation"), ("val_accuracy", "training"),'
                ' ("loss", "validation"), ("val_loss", "training")'
            ),
            "is labelled 'validation', that of 'val_accuracy' 'training': the two labels are exchanged.",
        ),
        "the same label twice": (
            history(draw="axes.plot(range(1, len(values) + 1), values, label='curve')"),
            "are both labelled 'curve'",
        ),
        "no axis labels": (
            history(each_axes="axes.legend()"),
            "has no label at its y axis: call set_ylabel('accuracy').",
        ),
        "no label at x": (
            history(each_axes="axes.set_ylabel(name)\naxes.legend()"),
            "The axes of 'accuracy' has no label at its x axis: call set_xlabel('epoch').",
        ),
        "a label at one x only": (
            history(each_axes="axes.set_ylabel(name)\naxes.legend()\nif axes is left:\n    axes.set_xlabel('epoch')"),
            "The axes of 'loss' has no label at its x axis: call",
        ),
        "axis labels exchanged": (
            history(each_axes='axes.set(xlabel=name, ylabel="epoch", title=name)\naxes.legend()'),
            "The y axis of 'accuracy' is labelled 'epoch'; epochs are x: call set_ylabel('accuracy').",
        ),
        "accuracy called loss": (
            history(each_axes='axes.set(xlabel="epoch", ylabel="loss")\naxes.legend()'),
            "is labelled 'loss'",
        ),
        "validation needed": (
            history(draw="axes.plot(range(1, len(history['val_loss']) + 1), values, label=label)"),
            "raised KeyError: 'val_loss'",
        ),
        "validation made up": (
            history(draw="axes.plot(range(1, len(values) + 1), values, label=label)")
            .replace("    if key in history:", "    if True:")
            .replace("history[key]", "history.get(key, history[key.replace('val_', '')])"),
            "has 2 lines, labelled training, validation: draw only lists that the history has.",
        ),
        "validation in the legend alone": (
            history().replace("    if key in history:", "    if True:").replace("history[key]", "history.get(key, [])"),
            "The legend of 'loss' has an entry 'validation', of which there is no line: call plot only for lists",
        ),
        "validation in the legend alone, without labels": (
            history(
                draw="axes.plot(range(1, len(values) + 1), values)",
                each_axes='axes.set(xlabel="epoch", ylabel=name)\naxes.legend(["training", "validation"])',
            )
            .replace("    if key in history:", "    if True:")
            .replace("history[key]", "history.get(key, [])"),
            "has an entry 'validation', of which there is no line",
        ),
        "a third axes": (
            history(start="import matplotlib.pyplot as plt\nfigure, (left, right, _) = plt.subplots(1, 3)"),
            "There is an empty axes beside the two: make two, or hide it with axes.axis('off').",
        ),
        "limits of a tutorial": (
            history(each_axes='axes.set(xlabel="epoch", ylabel=name, ylim=[0.5, 1])\naxes.legend()'),
            "Part of the curve of 'loss' is outside of the axes, which shows x from 0.9 to 3.1 and y from 0.5 to 1:",
        ),
        "ten epochs in view": (
            history(each_axes='axes.set(xlabel="epoch", ylabel=name, xlim=(2, 10))\naxes.legend()'),
            "to 10 and y from",
        ),
        "percent": (
            history(draw="axes.plot(range(1, len(values) + 1), [100 * value for value in values], label=label)"),
            "A line shows 100 times them: draw the numbers of the history as they are.",
        ),
        "axes off": (
            history(each_axes='axes.set(xlabel="epoch", ylabel=name)\naxes.legend()\naxes.axis("off")'),
            "has no label at its y axis, which is hidden: leave axis('off') and set_visible(False) out.",
        ),
        "x axis not visible": (
            history(each_axes='axes.set(xlabel="epoch", ylabel=name)\naxes.legend()\naxes.xaxis.set_visible(False)'),
            "has no label at its x axis, which is hidden",
        ),
        "white labels": (
            history(each_axes='axes.set_xlabel("epoch", color="w")\naxes.set_ylabel(name, color="w")\naxes.legend()'),
            "has no label at its y axis:",
        ),
        "a label in common, in white": (
            history(each_axes="axes.set_ylabel(name)\naxes.legend()\nfigure.supxlabel('epoch', color='white')"),
            "has no label at its x axis:",
        ),
        "a legend in another order": (
            history(
                each_axes='axes.set(xlabel="epoch", ylabel=name)\n'
                'axes.legend(["validation", "training"][-len(axes.lines):])'
            ),
            "The line of 'accuracy' is labelled 'validation', that of 'val_accuracy' 'training': the two labels are",
        ),
        "one legend, and the colors of the other axes exchanged": (
            history(
                draw="axes.plot(range(1, len(values) + 1), values, label=label, color={'val_accuracy': 'C1', "
                "'loss': 'C1'}.get(key, 'C0'))",
                each_axes='axes.set(xlabel="epoch", ylabel=name)\nleft.legend()',
            ),
            "The line of 'loss' is labelled 'validation', that of 'val_loss' 'training'",
        ),
        "a white legend": (
            history(each_axes='axes.set(xlabel="epoch", ylabel=name)\naxes.legend(labelcolor="white")'),
            "No text of the legend can be read: leave its colors and its size as they are.",
        ),
        "labels that Matplotlib leaves out": (
            history(draw="axes.plot(range(1, len(values) + 1), values, label='_' + label)"),
            "The legend is empty: Matplotlib leaves out labels that begin with '_'.",
        ),
        "lines that look the same": (
            history(draw="axes.plot(range(1, len(values) + 1), values, 'b', label=label)"),
            "The lines of 'accuracy' and 'val_accuracy' look the same: draw them in two colors or styles.",
        ),
        "lines without a stroke": (
            history(draw="axes.plot(range(1, len(values) + 1), values, linewidth=0, label=label)"),
            "Draw each list of the history with axes.plot, so that it can be seen.",
        ),
        "lines that are hardly there": (
            history(draw="axes.plot(range(1, len(values) + 1), values, alpha=0.01, label=label)"),
            "No line shows 'accuracy'",
        ),
        "loss up to one alone": (
            history(each_axes='axes.set(xlabel="epoch", ylabel=name, ylim=(0, 1))\naxes.legend()'),
            "Part of the curve of 'loss' is outside of the axes, which shows x from 0.45 to 12.55 and y from 0 to 1",
        ),
        "no more than ten epochs in view": (
            history(each_axes='axes.set(xlabel="epoch", ylabel=name, xlim=(0, 10))\naxes.legend()'),
            "Part of the curve of 'loss' is outside of the axes",
        ),
        "an axis for percent": (
            history(each_axes='axes.set(xlabel="epoch", ylabel=name, ylim=(0, 100))\naxes.legend()'),
            "The curve of 'accuracy' is too small to be read in an axes that shows",
        ),
        "a validation of one zero": (
            history()
            .replace("    if key in history:", "    if True:")
            .replace("history[key]", "history.get(key, [0])"),
            "The legend of 'loss' has an entry 'validation', of which there is no line",
        ),
        "a figure for all calls": (
            history(
                start="import matplotlib.pyplot as plt\n"
                "figure, (left, right) = plt.subplots(1, 2, num='all', clear=False)\n"
                "figure = plot_history.__dict__.setdefault('figure', figure)\nleft, right = figure.axes"
            ),
            "The figure also shows 'accuracy' of the history of an earlier call: make a new figure inside",
        ),
        "all lists in a third axes": (
            history(
                start="from matplotlib.figure import Figure\nfigure = Figure()\n"
                "left, right, third = figure.subplots(ncols=3)",
                draw="axes.plot(range(1, len(values) + 1), values, label=label)\n        "
                "third.plot(*axes.lines[-1].get_data())",
            ),
            "'accuracy' is drawn twice, in two axes: draw it only in that of 'accuracy'.",
        ),
        "ticks that count from zero": (
            history(
                end="for axes in (left, right):\n"
                "    axes.set_xticks(range(1, 1 + len(values)), range(len(values)))\nreturn figure"
            ),
            "the tick at x = 1 is labelled '0': leave the labels of the ticks to Matplotlib.",
        ),
        "shares taken for percent": (
            history(
                end="from matplotlib.ticker import PercentFormatter\n"
                "left.yaxis.set_major_formatter(PercentFormatter())\nreturn figure"
            ),
            "PercentFormatter(1) writes 0.8 as 80%.",
        ),
        "one axes over the other": (
            history(
                start="import matplotlib.pyplot as plt\nfigure = plt.figure()\n"
                "left, right = figure.add_subplot(), figure.add_subplot()"
            ),
            "An axes is hidden behind another one: give each a place of its own, with plt.subplots.",
        ),
        "an axes beside the page": (
            history(
                start="import matplotlib.pyplot as plt\nfigure = plt.figure()\n"
                "left, right = figure.add_axes((0.1, 0.1, 0.8, 0.8)), figure.add_axes((1.1, 0.1, 0.8, 0.8))"
            ),
            "An axes is outside of the figure, which begins at 0 and ends at 1: place it with plt.subplots.",
        ),
        "legend not visible": (
            history(each_axes='axes.set(xlabel="epoch", ylabel=name)\naxes.legend().set_visible(False)'),
            "There is no legend",
        ),
        "the axes": (history(end="return left"), "It is an Axes; return the Figure it belongs to: axes.figure."),
        "pyplot itself": (history(start=PYPLOT, end="return plt"), "It is a module; return the Figure."),
        "figure and axes": (history(end="return figure, left"), "It is a tuple; return the Figure alone."),
        "shown, not returned": (
            history(start=PYPLOT, end="plt.show()"),
            "It returned nothing. End with `return figure`.",
        ),
        "a picture": (
            history(end="import io\nfile = io.BytesIO()\nfigure.savefig(file)\nreturn file.getvalue()"),
            "return a Matplotlib Figure.",
        ),
        "an empty figure": ("from matplotlib.figure import Figure\nreturn Figure()", "No line shows 'accuracy'"),
        "what cannot be drawn": (
            history(each_axes='axes.set(xlabel="epoch $", ylabel="$\\\\nonsense{$")\naxes.legend()'),
            "The figure cannot be drawn",
        ),
        "history changed": (
            history(end="history.clear()\nreturn figure"),
            "It changed its argument: it is now {}. Work on a copy.",
        ),
    },
    "plot_confusion_matrix": {
        "transposed": (
            matrix(
                draw="axes.imshow(cm.T)",
                texts="for (row, column), count in np.ndenumerate(cm.T):\n    axes.text(column, row, count)",
            ),
            "The image is transposed: true classes belong in rows, predicted ones in columns.",
        ),
        "texts transposed": (
            matrix(texts="for (row, column), count in np.ndenumerate(cm):\n    axes.text(row, column, count)"),
            "The cell in row 0 and column 1, which counts 1, has the text '2': write the count there.",
        ),
        "shares instead of counts": (
            matrix(
                texts="for (row, column), count in np.ndenumerate(cm):\n"
                "    axes.text(column, row, f'{count / cm.sum():.2f}')"
            ),
            "which counts 5, has the text '0.20': write the count there.",
        ),
        "shaded by shares of the rows": (
            matrix(draw="axes.imshow(cm / cm.sum(axis=1, keepdims=True))"),
            "The numbers in the image are not those of the matrix: draw cm itself, with axes.imshow(cm).",
        ),
        "no texts": (matrix(texts=""), "No text can be seen in the image: write the count in each cell."),
        "no zeros": (
            matrix(
                texts="for (row, column), count in np.ndenumerate(cm):\n"
                "    if count:\n        axes.text(column, row, count)"
            ),
            "The cell in row 0 and column 2, which counts 0, has no text in it: write str(cm[0, 2]) there.",
        ),
        "too short for large counts": (
            matrix(texts="for (row, column), count in np.ndenumerate(cm):\n    axes.text(column, row, f'{count:.2g}')"),
            "which counts 1234, has the text '1.2e+03': write the count there.",
        ),
        "labels exchanged": (
            matrix(labels="axes.set(xlabel='true digit', ylabel='predicted digit')"),
            "The labels 'true digit' at x and 'predicted digit' at y are swapped: columns are the predicted",
        ),
        "labels exchanged in other words": (
            matrix(labels="axes.set(xlabel='actual digit', ylabel='answer of the network')"),
            "are swapped: columns are the predicted",
        ),
        "both words in both labels, exchanged": (
            matrix(labels="axes.set(xlabel='true (columns: predicted)', ylabel='predicted (rows: true)')"),
            "are swapped",
        ),
        "one label for both": (
            matrix(labels="axes.set(xlabel='true vs. predicted', ylabel='true vs. predicted')"),
            "Both axes are labelled 'true vs. predicted': label x as predicted, and y as true.",
        ),
        "untrue": (
            matrix(labels="axes.set(xlabel='predicted label', ylabel='untrue label')"),
            "The y axis is labelled 'untrue label'; rows are the true classes: say so.",
        ),
        "texts at both places": (
            matrix(
                texts="for (row, column), count in np.ndenumerate(cm):\n"
                "    axes.text(column, row, count)\n    axes.text(row, column, count)"
            ),
            "which counts 1, has the text '2': write no other count there.",
        ),
        "the whole row in each cell": (
            matrix(texts="for (row, column), count in np.ndenumerate(cm):\n    axes.text(column, row, cm[row])"),
            "has the text '[5 1 0]': write no other count there.",
        ),
        "counts in percent": (
            matrix(texts="for (row, column), count in np.ndenumerate(cm):\n    axes.text(column, row, f'{count}%')"),
            "which counts 5, has the text '5%': write the count there.",
        ),
        "the transposed matrix drawn over": (
            matrix(draw="axes.imshow(cm)\naxes.imshow(cm.T)"),
            "The image is transposed",
        ),
        "shares drawn over": (
            matrix(draw="axes.imshow(cm)\naxes.imshow(cm / cm.sum(axis=1, keepdims=True))"),
            "The numbers in the image are not those of the matrix",
        ),
        "a tick too many": (
            matrix(ticks="axes.set(xticks=range(len(cm) + 1), yticks=range(len(cm) + 1))"),
            "The x axis has a tick labelled '3' beside the matrix, whose last class is 2: place one tick",
        ),
        "the first ten classes": (
            matrix(
                start="from matplotlib.figure import Figure\naxes = (figure := Figure()).subplots()\ncm = cm[:10, :10]"
            ),
            "The figure has no image of 12 x 12 cells; it has one of 10 x 10: draw the whole matrix",
        ),
        "counts that let all light through": (
            matrix(
                texts="for (row, column), count in np.ndenumerate(cm):\n    axes.text(column, row, count, alpha=0.1)"
            ),
            "can hardly be read: leave alpha out of axes.text.",
        ),
        "no labels": (matrix(labels=""), "The x axis has no label: axes.set_xlabel writes it."),
        "labels that say nothing": (
            matrix(labels="axes.set(xlabel='digit', ylabel='digit')"),
            "Both axes are labelled 'digit'",
        ),
        "ticks as they come": (matrix(ticks=""), "axis has no labelled tick for class"),
        "ticks at the edges": (
            matrix(ticks="axes.set(xticks=np.arange(len(cm)) - 0.5, yticks=np.arange(len(cm)) - 0.5)"),
            "The x axis has no labelled tick for class 0",
        ),
        "ticks from one": (
            matrix(
                ticks="names = [str(j + 1) for j in range(len(cm))]\n"
                "axes.set_xticks(range(len(cm)), names)\naxes.set_yticks(range(len(cm)), names)"
            ),
            "The tick of class 0 on the x axis is labelled '1': label it 0.",
        ),
        "ticks on one axis": (
            matrix(ticks="axes.set(xticks=range(len(cm)), yticks=[])"),
            "The y axis has no labelled tick for class 0",
        ),
        "ten classes always": (
            matrix(ticks="axes.set(xticks=range(10), yticks=range(10))"),
            "has a tick labelled '3' beside the matrix",
        ),
        "another matrix": (matrix(draw="axes.imshow(np.eye(len(cm)))"), "The numbers in the image are not those"),
        "one colour for all cells": (
            matrix(draw="axes.imshow(cm, vmin=-2, vmax=-1)"),
            "The cells with the counts 7 and 0 have the same colour: leave norm, vmin, vmax",
        ),
        "one colour for all that is not 0": (
            matrix(draw="axes.imshow(cm, vmin=0, vmax=0.5)"),
            "The cells with the counts 7 and 1 have the same colour",
        ),
        "white on white": (
            matrix(
                draw="axes.imshow(cm, cmap='Blues')",
                texts="for (row, column), count in np.ndenumerate(cm):\n"
                "    axes.text(column, row, str(count), color='white')",
            ),
            "The count '1' in row 0 and column 1 is nearly as light as its cell",
        ),
        "a box in the colour of the text": (
            matrix(texts=BOXED.replace("white", "black")),
            "No text can be seen in the image",
        ),
        "an outline in the colour of the text": (
            matrix(
                draw="from matplotlib import patheffects\naxes.imshow(cm, cmap='Blues')",
                texts="outline = [patheffects.withStroke(linewidth=2, foreground='white')]\n"
                "for (row, column), count in np.ndenumerate(cm):\n"
                "    axes.text(column, row, count, color='white', path_effects=outline)",
            ),
            "is nearly as light as its cell",
        ),
        "most counts in the darkest colour": (
            matrix(draw="axes.imshow(cm, cmap='Blues', vmin=0, vmax=3)", texts=BOXED),
            "The cells with the counts 9990 and 10 have the same colour: leave norm, vmin, vmax",
        ),
        "colours cut off": (
            matrix(draw="axes.imshow(cm, cmap='Blues', vmax=np.percentile(cm, 90))", texts=BOXED),
            "have the same colour: leave norm",
        ),
        "outer cells cut in half": (
            matrix(end="axes.set(xlim=(0, len(cm) - 1), ylim=(len(cm) - 1, 0))\nreturn figure"),
            "The edge of the axes cuts off the cell in row 0 and column 0: leave set_xlim and set_ylim out.",
        ),
        "the last row out of view": (
            matrix(end="axes.set_ylim(len(cm) - 1.5, -0.5)\nreturn figure"),
            "cuts off the cell in row 2 and column 0",
        ),
        "axis off": (
            matrix(end="axes.axis('off')\nreturn figure"),
            "The x axis is hidden, and with it its ticks and its label: leave axis('off') and set_visible(False) out.",
        ),
        "y axis not visible": (
            matrix(end="axes.yaxis.set_visible(False)\nreturn figure"),
            "The y axis is hidden, and with it its ticks and its label",
        ),
        "white ticks": (
            matrix(end="axes.tick_params(labelcolor='white')\nreturn figure"),
            "The x axis has no labelled tick for class 0",
        ),
        "texts under the image": (
            matrix(draw="axes.imshow(cm, zorder=10)"),
            "No text can be seen in the image: write the count in each cell.",
        ),
        "texts under a mesh": (
            matrix(
                draw="axes.pcolormesh(np.arange(len(cm) + 1) - 0.5, np.arange(len(cm) + 1) - 0.5, cm, zorder=5)",
            ),
            "No text can be seen in the image",
        ),
        "lines instead of an image": (
            matrix(draw="axes.plot(cm)"),
            "The figure has no image of 3 x 3 cells: draw the matrix with axes.imshow(cm).",
        ),
        "normalised in place": (
            "cm = cm.astype(float) if cm.dtype != int else cm\n" + matrix(end="cm[:] = 0\nreturn figure"),
            "It changed its argument: entry [0, 0] was 5 and is now 0.",
        ),
        "a bar for every count": (matrix(draw="axes.bar(range(cm.size), cm.ravel())"), "The figure has no image"),
    },
    "plot_predictions": {
        "all images": (
            predictions(count="len(images)", axes="figure.add_subplot(6, 5, i + 1)"),
            "Of 30 images, it shows 30; it should show 25.",
        ),
        "always 25": (predictions(count="25"), "raised IndexError"),
        "only nine": (predictions(count="min(len(images), 9)"), "Of 30 images, it shows 9; it should show 25."),
        "the last ones": (
            predictions(show="axes.imshow(images[len(images) - 1 - i])"),
            "it shows images 29, 28, 27, 26, 25, 24, 23, 22, …; it should show images 0 to 24 in order.",
        ),
        "column by column": (
            predictions(axes="figure.add_subplot(5, 5, 1 + i // 5 + 5 * (i % 5))"),
            "it shows images 0, 5, 10, 15, 20, 1, 6, 11, …; it should show images 0 to 24 in order.",
        ),
        "transposed images": (predictions(show="axes.imshow(images[i].T)"), "The images are on their side"),
        "pixels mixed up": (
            predictions(show="axes.imshow(np.roll(images[i], 3, axis=0))"),
            "No axes shows one of the images: draw each with imshow in its own axes.",
        ),
        "upside down": (
            predictions(show="axes.imshow(images[i], origin='lower')"),
            "The images are upside down: imshow(image) draws row 0 at the top and column 0 at the left.",
        ),
        "upside down by the axis": (
            predictions(show="axes.imshow(images[i])\n    axes.invert_yaxis()"),
            "The images are upside down",
        ),
        "upside down by pcolormesh": (predictions(show="axes.pcolormesh(images[i])"), "The images are upside down"),
        "mirrored": (predictions(show="axes.imshow(images[i][:, ::-1])"), "The images are mirrored"),
        "mirrored by the axis": (
            predictions(show="axes.imshow(images[i])\n    axes.invert_xaxis()"),
            "The images are mirrored",
        ),
        "turned by half": (
            predictions(show="axes.imshow(np.rot90(images[i], 2))"),
            "The images are upside down and mirrored",
        ),
        "half of each image": (
            predictions(show="axes.imshow(images[i])\n    axes.set_xlim(0, 14)"),
            "The edges of the axes cut the images off: leave set_xlim and set_ylim out.",
        ),
        "six in a row": (
            predictions(axes="figure.add_subplot(5, 6, i + 1)"),
            "Its rows have 6, 6, 6, 6, 1 images; image i belongs in row i // 5 and column i % 5: draw five in each row",
        ),
        "four in a row": (predictions(axes="figure.add_subplot(7, 4, i + 1)"), "Its rows have 4, 4, 4, 4, 4, 4, 1 im"),
        "one row": (predictions(axes="figure.add_subplot(1, 25, i + 1)"), "Its rows have 25 images"),
        "as square as it gets": (
            predictions(axes="figure.add_subplot(n, n, i + 1)", start=SQUARE),
            "Its rows have 3, 3, 1 images",
        ),
        "the last row at the right": (
            predictions(axes="figure.add_subplot(5, 5, i + 1 + (i > 4) * max(0, 10 - len(images)))"),
            "Image 0 of a row is not in column 0: start every row at the left.",
        ),
        "white titles": (
            predictions(right="axes.title.set_color('white')"),
            "Image 0, a correctly predicted 7, has no title: call axes.set_title for every image.",
        ),
        "titles that let all light through": (
            predictions(right="axes.title.set_alpha(0)"),
            "Image 0, a correctly predicted 7, has no title: call axes.set_title for every image.",
        ),
        "one image again and again": (predictions(show="axes.imshow(images[0])"), "it should show"),
        "a single axes": (
            predictions(axes="figure.gca()"),
            "it shows 1; it should show 25.",
        ),
        "no titles": (
            predictions(title="pass"),
            "Image 0, a correctly predicted 7, has no title: call axes.set_title for every image.",
        ),
        "predicted labels only": (
            predictions(title="axes.set_title(f'predicted {y_pred[i]}')"),
            "Image 1, a 5 taken for a 9, has the title 'predicted 9': name its true label, 5, and its pred",
        ),
        "labels exchanged": (
            predictions(title="axes.set_title(f'true {y_pred[i]}, predicted {y_true[i]}')"),
            "has the title 'true 9, predicted 5': the two labels are exchanged. Swap them.",
        ),
        "labels exchanged in a sentence": (
            predictions(title="axes.set_title(f'This is a {y_pred[i]}, but the network said {y_true[i]}')"),
            "the two labels are exchanged",
        ),
        "what should be": (
            predictions(title="axes.set_title(f'{y_true[i]} (should be {y_pred[i]})')"),
            "the two labels are exchanged",
        ),
        "one word for both": (
            predictions(title="axes.set_title(f'true {y_true[i]}, true {y_pred[i]}')"),
            "has the title 'true 5, true 9': say which label is predicted.",
        ),
        "all digits": (
            predictions(title="axes.set_title('0 1 2 3 4 5 6 7 8 9')"),
            "has the title '0 1 2 3 4 5 6 7 8 9': name its own two labels alone.",
        ),
        "a title of the figure": (
            predictions(title="figure.suptitle(f'true {y_true[i]}, predicted {y_pred[i]}')"),
            "has no title: suptitle is for the figure, axes.set_title for one image.",
        ),
        "labels of other images": (
            predictions(title="axes.set_title(f'true {y_true[i - 1]}, predicted {y_pred[i - 1]}')"),
            "has the title",
        ),
        "nothing marked": (predictions(mark="pass"), "Images 1, 2 and 6 are wrong and look like the right ones"),
        "the background behind the image": (
            predictions(mark="axes.set_facecolor('red')"),
            "Images 1, 2 and 6 are wrong and look like the right ones",
        ),
        "marks that nobody can see": (
            predictions(
                mark="axes.set_xlabel('', color='red')\n        axes.text(3, 3, 'x', alpha=0)\n"
                "        axes.text(300, 300, 'WRONG', clip_on=True)\n        axes.plot([], [], 'r')\n"
                "        axes.title.set_color('#020202')\n        axes.spines[:].set_linewidth(0.8001)",
            ),
            "look like the right ones",
        ),
        "patches that nobody can see": (
            predictions(
                start="import matplotlib.pyplot as plt\nfigure = plt.figure()",
                mark="axes.add_patch(plt.Rectangle((0, 0), 27, 27, color='red', zorder=-1))\n"
                "        axes.add_patch(plt.Rectangle((100, 100), 5, 5, color='red'))\n"
                "        axes.add_patch(plt.Rectangle((0, 0), 9, 9, fill=False, edgecolor='none'))",
            ),
            "look like the right ones",
        ),
        "a colour for every true class": (
            predictions(mark="pass", right="pass", show="axes.imshow(images[i])", title=COLORED),
            "Your marks do not tell images 1, 2 and 6, which are wrong, from the others",
        ),
        "a frame that grows": (
            predictions(mark="pass", show="axes.imshow(images[i])\n    axes.spines[:].set_linewidth(0.5 + i / 5)"),
            "Your marks do not tell images 1, 2 and 6",
        ),
        "names of the digits alone": (
            predictions(
                mark="pass", title=f"{NAMES}\n    axes.set_title(f'{{n[y_true[i]]}} ({{y_true[i]}} {{y_pred[i]}})')"
            ),
            "look like the right ones",
        ),
        "every second image": (
            predictions(
                mark="pass", show="axes.imshow(images[i])\n    axes.title.set_color('red' if i % 2 else 'black')"
            ),
            "Your marks do not tell",
        ),
        "the first two wrong ones": (
            predictions(mark="axes.title.set_color('red' if i < 3 else 'black')"),
            "You mark images 1 and 2, and not image 6: mark all images whose labels differ.",
        ),
        "the right ones called wrong": (
            predictions(mark="axes.set_xlabel('right')", right="axes.set_xlabel('wrong')"),
            "The right ones are marked as wrong, and the wrong ones, images 1, 2 and 6, are not: swap the two marks.",
        ),
        "crosses at the right ones": (
            predictions(mark="axes.set_xlabel('\u2713')", right="axes.set_xlabel('\u2717')"),
            "The right ones are marked as wrong",
        ),
        "all marked": (predictions(right="axes.title.set_color('red')"), "look like the right ones"),
        "one marked": (
            predictions(mark="axes.title.set_color('red' if i < 2 else 'black')"),
            "You mark image 1, and not images 2 and 6: mark all images whose labels differ.",
        ),
        "another image drawn over": (
            predictions(show="axes.imshow(images[i])\n    axes.imshow(images[0])"),
            "it should show",
        ),
        "only black": (
            predictions(show="axes.imshow(images[i], vmin=255, vmax=256)"),
            "Image 0 cannot be seen, as all its pixels have nearly one colour: leave vmin, vmax, norm and alpha out",
        ),
        "a shade of nothing": (predictions(show="axes.imshow(images[i], alpha=0.01)"), "Image 0 cannot be seen"),
        "divided twice": (
            predictions(show="axes.imshow(images[i] / 255, vmin=0, vmax=255)"),
            "Image 0 cannot be seen",
        ),
        "turned by a quarter": (predictions(show="axes.imshow(np.rot90(images[i]))"), "are turned to the left: imshow"),
        "in another shape": (
            predictions(show="axes.imshow(images[i].reshape(14, 56))"),
            "An image of 14 x 56 cells is drawn: draw each image with its 28 x 28 pixels, by imshow(image).",
        ),
        "empty axes left": (
            predictions(end="[figure.add_subplot(5, 5, i + 1) for i in range(len(images), 25)]\nreturn figure"),
            "axes are empty: hide them with axes.axis('off'), or do not make them.",
        ),
        "images blanked in place": (predictions(end="images[:] = 0\nreturn figure"), "It changed its argument: entry"),
        "a list of figures": (predictions(end="return [figure]"), "It is a list; return the Figure alone."),
    },
}


@pytest.mark.slow
@each(WRONG)
def test_a_wrong_answer_fails(function: str, phrase: str) -> None:
    found = outcome("evaluation", WRONG, function, phrase)

    assert found.status in FAILED, found.checks
    assert WRONG[function][phrase][1] in "\n".join(plain(check.feedback) for check in found.checks)
