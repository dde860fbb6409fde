"""Checks of exercises/evaluation.py. Oracle: small numbers, Python's json, and what a figure is described to show."""

import json

import numpy as np

from grader.checks.expect import Expectation, array, cases, fixed, kind_of, refused, untouched
from grader.checks.figures import content as figure_content
from grader.checks.figures import figure
from grader.checks.fresh import fresh
from grader.checks.generators import answered_images, choices, confusion_matrices, histories, predictions, reports
from grader.sandbox.formatting import show

# misclassified


class indices(array):  # noqa: N801  it is read as the other expectations are
    """Indices: an array of integers."""

    def __init__(self, values):
        super().__init__(np.array(values, dtype=np.int64), integers=True)

    def _reason(self, answer):
        if isinstance(answer, tuple) and len(answer) == 1 and isinstance(answer[0], np.ndarray):
            return "It is a tuple with an array in it, as np.where gives it; return the array."
        if isinstance(answer, np.ndarray) and answer.dtype.kind == "b":
            return "It says for every image whether it is wrong; return the indices of the wrong ones."
        return super()._reason(answer)


@cases(
    ("y_true", "y_pred", "expected"),
    {
        "some wrong": ([7, 2, 1, 0], [7, 3, 7, 0], [1, 2]),
        "the first and the last": ([5, 2, 1, 0], [0, 2, 1, 6], [0, 3]),
        "all wrong": ([1, 2, 3], [2, 3, 1], [0, 1, 2]),
        "nothing wrong": ([1, 2, 3], [1, 2, 3], []),
        "one image, and that wrong": ([4], [9], [0]),
        "one image, and that right": ([4], [4], []),
        "more wrong ones than a figure shows": ([0] * 30, [1] * 30, list(range(30))),
    },
)
def check_finds_the_wrong_ones(misclassified, y_true, y_pred, expected):
    """The result holds the indices of the images whose two labels differ, in ascending order, and no others."""
    assert misclassified(np.array(y_true, dtype=int), np.array(y_pred, dtype=int)) == indices(expected)


def check_finds_wrong_ones_among_many(misclassified):
    """Indices may be large, even if labels are uint8, as in MNIST."""
    y_true = np.arange(1000, dtype=np.uint8) % 10
    y_pred = y_true.copy()
    y_pred[[3, 255, 256, 999]] = [9, 0, 9, 0]  # one too high, one too low, and again

    assert misclassified(y_true, y_pred) == indices([3, 255, 256, 999])


def check_finding_leaves_its_arguments_alone(misclassified):
    """Your function does not change the labels that it receives."""
    y_true, y_pred = np.array([7, 2, 1]), np.array([7, 3, 7])
    misclassified(y_true, y_pred)

    assert y_true == untouched(np.array([7, 2, 1]))
    assert y_pred == untouched(np.array([7, 3, 7]))


# metrics_json


class json_of(Expectation):  # noqa: N801  as above
    """Strict JSON text that reads back as this content."""

    def __init__(self, content):
        self.content = content

    def _reason(self, answer):
        if not isinstance(answer, str):
            return f"It is {kind_of(answer)}; return a string."
        try:
            found = json.loads(answer, parse_constant=_refuse_constant)
        except (ValueError, RecursionError) as error:
            return f"It cannot be read as JSON: {error}."
        return _difference(found, self.content, "")

    @property
    def shown(self):
        """The content, if it is short enough to be seen whole."""
        return "" if show(self.content).endswith("…") else f"JSON text of {show(self.content)}"


def _refuse_constant(name):
    raise ValueError(f"it has no {name}")


def _difference(found, wanted, where):
    """How what was read differs from what was written, as a sentence, or None."""
    at = f"At {where[2:]}, it" if where else "It"
    if isinstance(wanted, dict) and isinstance(found, dict):
        if missing := [key for key in wanted if key not in found]:
            return f"{at} lacks the key {missing[0]!r} when read back."
        if extra := [key for key in found if key not in wanted]:
            return f"{at} has the key {extra[0][:40]!r} when read back, which is not in the report."
        parts = [(found[key], wanted[key], f"{where}, {key!r}") for key in wanted]
    elif isinstance(wanted, list) and isinstance(found, list) and len(wanted) == len(found):
        parts = [(*pair, f"{where}, {index}") for index, pair in enumerate(zip(found, wanted, strict=True))]
    elif isinstance(wanted, dict | list):
        return f"{at} reads back as {kind_of(found)}; it should be {kind_of(wanted)}."
    elif found != wanted:
        return f"{at} reads back as {show(found)}; it should be {show(wanted)}."
    else:
        return None
    return next((reason for part in parts if (reason := _difference(*part)) is not None), None)


def report(number=float, count=int):
    """A report of two classes whose numbers are of these types; all are exact in any of them."""
    rows = {
        name: {"precision": number(0.5), "recall": number(0.75), "f1-score": number(0.625), "support": count(200)}
        for name in ("0", "1", "macro avg")
    }
    return {**rows, "accuracy": number(0.625)}


@cases(
    ("given", "content"),
    {
        "plain numbers": (report(), report()),
        "float64 and int64": (report(np.float64, np.int64), report()),
        "float32 and uint8": (report(np.float32, np.uint8), report()),
        "an array of scores": ({"f1-score": np.array([0.5, 0.25])}, {"f1-score": [0.5, 0.25]}),
        "a matrix of counts": ({"test": {"cm": np.array([[5, 1], [2, 600]])}}, {"test": {"cm": [[5, 1], [2, 600]]}}),
        "lists of NumPy's numbers": ({"areas": [np.float32(0.5), np.float64(0.25)]}, {"areas": [0.5, 0.25]}),
        "many digits": ({"accuracy": 2 / 3}, {"accuracy": 2 / 3}),
        "many digits of NumPy's": (
            {"accuracy": np.float64(2 / 3), "recall": np.float32(1 / 3), "areas": np.array([1 / 7, 0.1], np.float32)},
            {"accuracy": 2 / 3, "recall": float(np.float32(1 / 3)), "areas": np.float32([1 / 7, 0.1]).tolist()},
        ),
        "NumPy's true and false": ({"ok": np.True_, "late": np.False_}, {"ok": True, "late": False}),
        "arrays of true and false": ({"0": {"hit": np.array([True, False])}}, {"0": {"hit": [True, False]}}),
        "an array of one entry": ({"areas": np.array([0.5])}, {"areas": [0.5]}),
        "a matrix of one cell": ({"cm": np.array([[7]])}, {"cm": [[7]]}),
        "an array of none": ({"areas": np.array([])}, {"areas": []}),
        "an array of three axes": (
            {"cms": np.arange(8).reshape(2, 2, 2)},
            {"cms": [[[0, 1], [2, 3]], [[4, 5], [6, 7]]]},
        ),
        "a list of arrays": ({"rows": [np.array([1, 2]), np.array([3])]}, {"rows": [[1, 2], [3]]}),
        "a list of dicts": ({"runs": [{"loss": np.float32(0.5)}]}, {"runs": [{"loss": 0.5}]}),
        "small and large numbers": (
            {"rate": np.float16(0.5), "counts": np.array([0, 2**40]), "gain": np.int8(-3), "tiny": np.float64(1e-12)},
            {"rate": 0.5, "counts": [0, 2**40], "gain": -3, "tiny": 1e-12},
        ),
        "a quotation mark": ({'the "hard" ones': {"recall": np.float64(0.5)}}, {'the "hard" ones': {"recall": 0.5}}),
        "an apostrophe": ({"Ada's accuracy": 0.5}, {"Ada's accuracy": 0.5}),
        "nothing": ({}, {}),
    },
)
def check_reads_back_equal(metrics_json, given, content):
    """Any program that reads the text gets the report back: dicts, lists and plain numbers."""
    assert metrics_json(given) == json_of(content)


@cases(
    "number",
    {
        "NaN": float("nan"),
        "infinity": float("inf"),
        "minus infinity": float("-inf"),
        "NumPy's NaN": np.float32("nan"),
        "NaN in an array": np.array([0.5, np.nan]),
        "NaN in a matrix": np.array([[0.5, 1.0], [np.nan, 0.0]]),
        "NaN alone in an array": np.array([np.nan]),
        "NumPy's minus infinity": np.float64("-inf"),
        "infinity in a list": [0.5, float("inf")],
    },
)
def check_refuses_what_json_cannot_say(metrics_json, number):
    """A number that is NaN or infinite raises a ValueError because JSON does not have it."""
    with refused("JSON has neither NaN nor infinity: text with NaN in it is not JSON"):
        metrics_json({"accuracy": 0.5, "macro avg": {"precision": number}})


def check_writing_leaves_its_argument_alone(metrics_json):
    """Your function does not change the report that it receives: NumPy numbers and arrays stay."""
    given = {**report(np.float32, np.int64), "cm": np.eye(2)}
    metrics_json(given)

    assert given == untouched({**report(np.float32, np.int64), "cm": np.eye(2)})


# plot_history


def history():
    """Three epochs in Keras' order, no list like another."""
    return {
        "accuracy": [0.70, 0.85, 0.90],
        "loss": [1.00, 0.50, 0.40],
        "val_accuracy": [0.75, 0.80, 0.82],
        "val_loss": [0.90, 0.60, 0.65],
    }


def history_without_validation():
    """Four epochs, the loss first."""
    return {"loss": [0.9, 0.5, 0.4, 0.3], "accuracy": [0.6, 0.7, 0.8, 0.85]}


@cases(
    "given",
    {
        "with validation": history(),
        "without validation": history_without_validation(),
        "a single epoch": {"accuracy": [0.8], "loss": [0.7], "val_accuracy": [0.75], "val_loss": [0.9]},
    },
)
def check_draws_every_list_over_epochs_from_one(plot_history, given):
    """Each list of the history is a line over the epochs 1, 2, 3, ...: the first epoch is 1."""
    axes = figure.read(plot_history.once(given))

    for name, values in given.items():
        _, line = _line_of(axes, name, values)
        epochs = np.arange(1, len(values) + 1)
        assert figure.is_near(line.x, epochs), (
            f"The line of {name!r} has x = {_listed(line.x)}; epochs count from 1: {_listed(epochs)}."
        )


def check_accuracy_and_loss_have_axes_of_their_own(plot_history):
    """Accuracy and its validation share one axes, loss and its validation another."""
    given = history()
    axes = figure.read(plot_history.once(given))
    place = {name: _line_of(axes, name, values)[0] for name, values in given.items()}

    assert place["accuracy"] is not place["loss"], "Accuracy and loss are in the same axes; draw each in its own."
    for name in ("accuracy", "loss"):
        validation = f"val_{name}"
        assert place[name] is place[validation], f"The lines of {name!r} and {validation!r} belong in the same axes."


def check_legend_tells_the_lines_apart(plot_history):
    """Every line has a label that a legend shows, and the labels tell training from validation."""
    given = history()
    axes = figure.read(plot_history.once(given))
    shown = {entry for one in axes for entry in one.legend}
    labels = {name: _line_of(axes, name, values)[1].label for name, values in given.items()}

    assert shown, "There is no legend: give every line a label, and call axes.legend()."
    for name, label in labels.items():
        assert label, f"The line of {name!r} has no label."
        assert label in shown, f"The line of {name!r} is labelled {label!r}, which no legend shows."
    for name in ("accuracy", "loss"):
        training, validation = labels[name], labels[f"val_{name}"]
        assert training != validation, f"The lines of {name!r} and 'val_{name}' are both labelled {training!r}."
        swapped = "val" in training.lower() or ("train" in validation.lower() and "val" not in validation.lower())
        assert not swapped, f"The line of {name!r} is labelled {training!r}, that of 'val_{name}' {validation!r}."


def check_history_axes_are_labelled(plot_history):
    """Both axes say what x and y are: epochs, and accuracy or loss."""
    given = history()
    axes = figure.read(plot_history.once(given))

    for name, other in (("accuracy", "loss"), ("loss", "accuracy")):
        one, _ = _line_of(axes, name, given[name])
        assert one.ylabel, f"The axes of {name!r} has no label at its y axis."
        named = f"{one.ylabel} {one.title} {' '.join(line.label for line in one.lines)}".lower()
        exchanged = other[:3] in one.ylabel.lower() and name[:3] not in one.ylabel.lower()
        assert name[:3] in named, f"The axes of {name!r} is labelled {one.ylabel!r}, which does not say {name}."
        assert not exchanged, f"The y axis of {name!r} is labelled {one.ylabel!r}."
        # Stacked axes and twins may share the label of x.
        xlabels = [near.xlabel for near in axes if near.xlabel and near.stands_under(one)]
        assert xlabels, f"The axes of {name!r} has no label at its x axis."
        measures = any(word in xlabels[0].lower() for word in ("acc", "loss")) and "epoch" not in xlabels[0].lower()
        assert not measures, f"The x axis of {name!r} is labelled {xlabels[0]!r}; x is the epochs."


def check_without_validation_there_is_one_line_each(plot_history):
    """Without validation lists, each of the two axes has a single line."""
    given = history_without_validation()
    axes = figure.read(plot_history.once(given))

    for name, values in given.items():
        one, _ = _line_of(axes, name, values)
        labels = [line.label for line in one.lines if line.label]
        assert len(labels) <= 1, f"The axes of {name!r} has {len(labels)} lines, labelled {', '.join(labels)}."


def check_plotting_leaves_the_history_alone(plot_history):
    """Your function does not change the history that it receives."""
    given = history()
    plot_history(given)

    assert given == untouched(history())


def _line_of(axes, name, values):
    """The axes and the line that show a list of the history."""
    found = [(one, line) for one in axes for line in one.lines if line.shows(values)]
    assert found, f"No line shows {name!r}, which is {_listed(values)}."
    return found[0]


def _listed(values):
    shown = ", ".join(f"{value:g}" for value in np.ravel(values)[:8])
    return f"{shown}, …" if np.size(values) > 8 else shown


# plot_confusion_matrix

THREE = fixed([[5, 1, 0], [2, 6, 3], [1, 0, 7]])
TEN = fixed(np.diag([1234, 980, 300, 256, 255, 90, 50, 7, 1, 0]) + np.eye(10, k=1, dtype=int) * 4)


@cases("cm", {"three classes": THREE, "two classes, strongly unbalanced": fixed([[9990, 2], [10, 0]])})
def check_shows_the_matrix_as_an_image(plot_confusion_matrix, cm):
    """The cell in row t and column p is shaded by cm[t, p]."""
    _, image = _matrix_of(plot_confusion_matrix.once(cm), cm)

    assert not (figure_content.is_shaded_by(image.data, cm.T) and not figure_content.is_shaded_by(image.data, cm)), (
        "The image is transposed: true classes belong in rows, predicted ones in columns."
    )
    assert figure_content.is_shaded_by(image.data, cm), "The numbers in the image are not those of the matrix."
    alike = None if image.colors is None else figure_content.alike(image.colors, cm)
    assert alike is None, (
        f"The cells with the counts {alike[0]} and {alike[1]} have the same colour: "
        "leave norm, vmin and vmax out of imshow."
    )


@cases("cm", {"three classes": THREE, "ten classes, counts above 1,000": TEN})
def check_writes_every_count_in_its_cell(plot_confusion_matrix, cm):
    """Every cell has its count as text, zeros too."""
    axes, image = _matrix_of(plot_confusion_matrix.once(cm), cm)

    written = axes.texts_by_cell(image)

    assert written, "There is no text in the image: write the count in each cell."
    for (row, column), count in np.ndenumerate(cm):
        texts = written.get((row, column))
        cell = f"The cell in row {row} and column {column}, which counts {count},"
        assert texts, f"{cell} has no text in it."
        assert any(count in figure.whole_numbers(text) for text in texts), f"{cell} has the text {texts[0]!r}."


@cases("cm", {"three classes": THREE, "ten classes, counts above 1,000": TEN})
def check_counts_can_be_seen(plot_confusion_matrix, cm):
    """The count in a cell is clearly lighter or darker than the cell: it can be read."""
    axes, image = _matrix_of(plot_confusion_matrix.once(cm), cm)

    for (row, column), texts in axes.placed_texts(image).items():
        counts = [text for text in texts if cm[row, column] in figure.whole_numbers(text.text)]
        if image.colors is not None and counts:
            assert any(figure_content.is_seen(text, image.colors[row, column]) for text in counts), (
                f"The count {counts[0].text!r} in row {row} and column {column} is nearly as "
                f"{figure_content.shade_of(image.colors[row, column])} as its cell, and can hardly be read: "
                "write light on dark cells and dark on light ones."
            )


@cases("cm", {"three classes": THREE, "ten classes": TEN})
def check_has_a_tick_for_every_class(plot_confusion_matrix, cm):
    """Both axes have a tick at the middle of each row and column, labelled with the class."""
    axes, image = _matrix_of(plot_confusion_matrix.once(cm), cm)

    for axis in ("x", "y"):
        for label, ticks in enumerate(axes.tick_labels(image, axis)):
            assert any(ticks), f"The {axis} axis has no labelled tick for class {label}: set_{axis}ticks places them."
            read = [figure.whole_numbers(tick) for tick in ticks]
            assert any(label in numbers for numbers in read), (
                f"The tick of class {label} on the {axis} axis is labelled {ticks[0]!r}."
            )


def check_says_which_is_true_and_which_predicted(plot_confusion_matrix):
    """The y label says that rows are true classes, the x label that columns are predicted classes."""
    axes, _ = _matrix_of(plot_confusion_matrix.once(THREE), THREE)
    x, y = axes.xlabel, axes.ylabel

    assert x, "The x axis has no label."
    assert y, "The y axis has no label."
    assert not (figure_content.says_true(x) and figure_content.says_predicted(y)), (
        f"The labels {x!r} at x and {y!r} at y are swapped."
    )
    assert figure_content.says_predicted(x), f"The x axis is labelled {x!r}; columns are the predicted classes."
    assert figure_content.says_true(y), f"The y axis is labelled {y!r}; rows are the true classes."


def check_plotting_leaves_the_matrix_alone(plot_confusion_matrix):
    """Your function does not change the matrix that it receives."""
    given = THREE.copy()
    plot_confusion_matrix(given)

    assert given == untouched(THREE)


def _matrix_of(answer, cm):
    """The axes and the image that show a matrix of this shape, the matrix itself if possible."""
    found = [(one, image) for one in figure.read(answer) for image in one.images if image.data.shape == cm.shape]
    assert found, f"No axes has an image of {len(cm)} x {len(cm)} cells: draw the matrix with axes.imshow."
    return next((pair for pair in found if figure_content.is_shaded_by(pair[1].data, cm)), found[0])


# plot_predictions


IMAGES = fixed(np.random.default_rng(0).integers(0, 256, size=(30, 28, 28)), dtype=np.uint8)
STRETCHED = figure_content.stretched(IMAGES)
DIGITS = fixed(np.arange(30) % 10)
# Two of five are wrong, 5 taken for 9 and 8 for 5; no label is the number of an image that is wrong.
Y_TRUE, Y_PRED = fixed([7, 5, 9, 8, 6]), fixed([7, 9, 9, 5, 6])


@cases(
    ("y_true", "y_pred", "drawn"),
    {
        "the first 25 of 30": (DIGITS, DIGITS, 25),
        "all of seven": (DIGITS[:7], DIGITS[:7], 7),
        "a single one": (DIGITS[:1], DIGITS[:1], 1),
        "right and wrong ones": (Y_TRUE, Y_PRED, 5),
    },
)
def check_draws_the_first_images_in_a_grid(plot_predictions, y_true, y_pred, drawn):
    """The figure shows the first 25 images, or all if there are fewer, row by row, each in its own axes."""
    count = len(y_true)
    axes = figure.read(plot_predictions.once(IMAGES[:count], y_true, y_pred))
    numbers = [figure_content.number_of(one, STRETCHED) for one in figure_content.in_reading_order(axes) if one.images]
    numbers = [number for number in numbers if number is not None]

    assert numbers, "No axes shows one of the images: draw each with imshow in its own axes."
    assert len(numbers) == drawn, f"Of {count} images, it shows {len(numbers)}; it should show {drawn}."
    assert numbers == list(range(drawn)), (
        f"From left to right and from top to bottom, it shows images {_listed(numbers)}; "
        f"it should show images 0 to {drawn - 1} in order."
    )
    empty = [one for one in axes if not one.images]
    assert not empty, f"{len(empty)} axes are empty: hide them with axes.axis('off'), or do not make them."


def check_titles_name_both_labels(plot_predictions):
    """The title of every image names its true and its predicted label."""
    for index, one in _captioned(plot_predictions.once(IMAGES[:5], Y_TRUE, Y_PRED)).items():
        numbers = figure.whole_numbers(one.words)
        true, predicted = int(Y_TRUE[index]), int(Y_PRED[index])
        image = f"Image {index}, a {true} taken for a {predicted},"
        assert one.words.strip(), f"{image} has no title."
        assert {true, predicted} <= set(numbers), f"{image} has the title {one.words.strip()!r}."
        assert not figure_content.is_exchanged(one.words, true, predicted), (
            f"{image} has the title {one.words.strip()!r}: the two labels are exchanged."
        )


def check_marks_the_wrong_ones(plot_predictions):
    """Wrong predictions are marked with a colour, a frame or a sign that no correct one has."""
    captioned = _captioned(plot_predictions.once(IMAGES[:5], Y_TRUE, Y_PRED))
    wrong = [one for index, one in captioned.items() if Y_TRUE[index] != Y_PRED[index]]
    right = [one for index, one in captioned.items() if Y_TRUE[index] == Y_PRED[index]]

    assert figure_content.are_set_apart(wrong, right), (
        "Images 1 and 3 are wrong and look like the right ones: color their titles, for example."
    )
    reversed_colors = any(map(figure_content.is_red, right)) and not any(map(figure_content.is_red, wrong))
    assert not reversed_colors, "The right ones are red, and the wrong ones, images 1 and 3, are not."


def check_plotting_leaves_images_and_labels_alone(plot_predictions):
    """Your function does not change the images and labels that it receives."""
    images, y_true, y_pred = IMAGES[:5].copy(), Y_TRUE.copy(), Y_PRED.copy()
    plot_predictions(images, y_true, y_pred)

    assert images == untouched(IMAGES[:5])
    assert y_true == untouched(Y_TRUE)
    assert y_pred == untouched(Y_PRED)


def _captioned(answer):
    """The axes of the five images, by the number of the image."""
    found = {figure_content.number_of(one, STRETCHED): one for one in figure.read(answer) if one.images}
    missing = [number for number in range(5) if number not in found]
    assert not missing, f"No axes shows image {missing[0]}."
    return {number: found[number] for number in range(5)}


# Fresh inputs: drawn for each grading, and held to the rules above.


@fresh(given=predictions(count=(1, 60), classes_told=False))
def check_finds_fresh_wrong_ones(misclassified, given):
    """The indices are right for any labels."""
    pairs = zip(given["y_true"], given["y_pred"], strict=True)

    assert misclassified(given["y_true"], given["y_pred"]) == indices(
        [index for index, (true, predicted) in enumerate(pairs) if true != predicted]
    )


@fresh(30, given=reports())
def check_fresh_reports_read_back_equal(metrics_json, given):
    """Any report reads back unchanged."""
    assert metrics_json(given["given"]) == json_of(given["content"])


@fresh(10, given=reports(), number=choices(float("nan"), float("inf"), np.float32("-inf")))
def check_refuses_fresh_reports_that_json_cannot_say(metrics_json, given, number):
    """A number that is NaN or infinite raises a ValueError, wherever it is in the report."""
    report = given["given"]
    report[str(len(report) % 2)] = {"precision": number}
    with refused("JSON has neither NaN nor infinity: a text with NaN in it is not JSON"):
        metrics_json(report)


@fresh(2, given=histories())
def check_draws_fresh_histories(plot_history, given):
    """Histories of any length are drawn over the epochs 1, 2, 3, ..."""
    check_draws_every_list_over_epochs_from_one(plot_history, given)


@fresh(2, cm=confusion_matrices(counts=(20, 500, 5000)))
def check_draws_fresh_matrices(plot_confusion_matrix, cm):
    """Any matrix is drawn with every count in its cell and a tick for every class."""
    check_shows_the_matrix_as_an_image(plot_confusion_matrix, cm)
    check_writes_every_count_in_its_cell(plot_confusion_matrix, cm)
    check_has_a_tick_for_every_class(plot_confusion_matrix, cm)


@fresh(2, given=answered_images())
def check_draws_fresh_images(plot_predictions, given):
    """Any images are drawn in their order, and titled with their labels."""
    axes = figure.read(plot_predictions.once(given["images"], given["y_true"], given["y_pred"]))
    stretched = figure_content.stretched(given["images"])
    shown = {
        figure_content.number_of(one, stretched): one for one in figure_content.in_reading_order(axes) if one.images
    }
    shown.pop(None, None)
    wanted = list(range(min(len(given["images"]), 25)))

    assert list(shown) == wanted, (
        f"From left to right and from top to bottom, it shows images {_listed(list(shown))}; "
        f"it should show {len(wanted)} images in order."
    )
    for index, one in shown.items():
        true, predicted = int(given["y_true"][index]), int(given["y_pred"][index])
        assert {true, predicted} <= set(figure.whole_numbers(one.words)), (
            f"Image {index}, a {true} taken for a {predicted}, has the title {one.words.strip()!r}."
        )
