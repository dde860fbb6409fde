"""The arguments and results of a student's function, as plain values: Keras models and figures are described.

Keras and Matplotlib are used only where the student's code has imported them: nothing here waits for them.
"""

import json
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import trial
import wire

LONGEST_TEXT = 300  # characters of an object's own text: a sentence or two
MOST_COLORED = 400  # cells of an image whose colours are told: a matrix of 20 classes
SAME_COLOR = 0.03  # of red, green and blue each, of 1
LEAST_SIZE = 2  # points; what is smaller is a dot
TWICE = "The same layer"  # so begins what is said of a model that has one twice
PIXELS_PER_INCH = 80  # of a figure that is described: a student's 1,000 might take more memory than there is


def flattened(value: Any, arguments: tuple[Any, ...], depth: int = 0) -> Any:
    """`value` in what the wire takes; an object that may not cross is replaced by a `Foreign`."""
    if isinstance(value, np.ndarray):
        plain = type(value) is np.ndarray and value.dtype.kind in wire.ARRAY_KINDS
        return value if plain else wire.Foreign(f"{type(value).__name__} of {value.dtype}", text_of(value))
    if value is None or isinstance(value, bool | str | int | float):  # NumPy's np.str_ and np.float64 among them
        return value
    if isinstance(value, np.generic):
        return value if value.dtype.kind in wire.ARRAY_KINDS else _foreign(value)
    if depth > wire.DEEPEST_NESTING:
        return _foreign(value)
    if isinstance(value, list):
        return [flattened(item, arguments, depth + 1) for item in value]
    if isinstance(value, tuple):
        return tuple(flattened(item, arguments, depth + 1) for item in value)
    if isinstance(value, dict):
        return {_key(key): flattened(item, arguments, depth + 1) for key, item in value.items()}
    if _is(value, "keras", "Model"):
        return _described_model(value, arguments)
    if _is(value, "keras", "callbacks.History"):
        return flattened(value.history, arguments, depth + 1)
    if _is(value, "matplotlib", "figure.Figure"):
        return _described_figure(value)
    return _foreign(value)


def revived(value: Any) -> Any:
    """`value` as the student's function is to get it: a described model becomes a Keras model."""
    if isinstance(value, tuple):
        return tuple(revived(item) for item in value)
    if isinstance(value, dict):
        return {key: revived(item) for key, item in value.items()}
    if isinstance(value, wire.Model):
        import keras

        model = keras.saving.deserialize_keras_object(json.loads(value.config))
        model.set_weights(value.weights)
        return model
    return value


def containers(args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[int | str, Any]:
    """The arguments that a function could change, each as a message: what it was, whatever happens to it later."""
    named: dict[int | str, Any] = {**dict(enumerate(args)), **kwargs}
    kinds = np.ndarray | list | tuple | dict
    return {name: _message(value) for name, value in named.items() if isinstance(value, kinds)}


def _message(value: Any) -> bytes:
    try:
        return wire.encode(flattened(value, ()))
    except wire.WireError:
        return wire.encode(_foreign(value))


def text_of(value: object, longest: int = LONGEST_TEXT) -> str:
    """The beginning of an object's own text; its `__str__` is the student's and may do anything."""
    try:
        text = str(value)
    except Exception as error:  # noqa: BLE001  as the sentence above says
        text = f"its text cannot be read: {type(error).__name__}"
    return text if len(text) <= longest else text[:longest] + "…"


def close_figures() -> None:
    """Forget the figures that pyplot holds on to."""
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")


def watch_epochs(tell: Callable[[dict[str, Any]], None]) -> None:
    """Have every `fit` tell of its epochs: number of the one just ended (from 1), of how many, and its figures."""
    import keras

    class Watch(keras.callbacks.Callback):  # type: ignore[misc]
        def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:  # noqa: ARG002  Keras gives it
            tell({"epoch": 0, "epochs": int(self.params.get("epochs") or 0)})

        def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
            figures = {str(name): float(value) for name, value in (logs or {}).items()}
            tell({"epoch": epoch + 1, "epochs": int(self.params.get("epochs") or 0), **figures})

    usual = keras.callbacks.CallbackList.__init__

    def watched(self: Any, callbacks: Any = None, *args: Any, **kwargs: Any) -> None:
        given = list(callbacks) if isinstance(callbacks, list | tuple) else [callbacks] if callbacks else []
        usual(self, [*given, Watch()], *args, **kwargs)

    keras.callbacks.CallbackList.__init__ = watched


def _key(key: Any) -> Any:
    return key if key is None or isinstance(key, bool | str | int | float | np.generic) else text_of(key)


def _foreign(value: object) -> wire.Foreign:
    return wire.Foreign(type(value).__name__, text_of(value))


def _is(value: object, library: str, path: str) -> bool:
    """Whether `value` is of a library's class, without importing the library."""
    found: Any = sys.modules.get(library)
    for name in path.split("."):
        found = getattr(found, name, None)
    if found is None and library == "matplotlib":  # matplotlib.figure is a module that may be imported alone
        found = getattr(sys.modules.get("matplotlib.figure"), "Figure", None)
    return isinstance(found, type) and isinstance(value, found)


def _described_model(model: Any, arguments: tuple[Any, ...]) -> wire.Model | wire.Foreign:
    again = _layer_again(model)
    if again is not None:  # Keras leaves it out of the configuration
        return wire.Foreign(type(model).__name__, f"{TWICE}, {again[:60]}, is in the model more than once")
    try:
        layered = _layered(model)
        config = json.dumps(_configuration(layered), default=text_of)
        weights = [np.asarray(weight) for weight in layered.get_weights()]
    except Exception as error:  # noqa: BLE001  a class of the student's own may raise anything
        return wire.Foreign(type(model).__name__, f"cannot be written as a configuration: {text_of(error)}")
    size, most = sum(weight.nbytes for weight in weights), wire.LARGEST_MESSAGE
    if size > most:
        said = f"its {sum(weight.size for weight in weights):,} parameters are {size >> 20} MB"
        raise wire.WireError(f"{said}, more than the {most >> 20} MB that may cross; build a smaller model")
    argument = next((index for index, value in enumerate(arguments) if value is model), None)
    settings = None
    if model.compiled:
        settings = _settings(model)
        if any(_is(value, "keras", "Model") for value in arguments):  # it was to be compiled, and nothing else
            settings["trial"] = trial.tried(model)
    return wire.Model(config, weights, None if settings is None else json.dumps(settings, default=text_of), argument)


def _layered(model: Any) -> Any:
    """The model, or a functional one of its layers: Keras does not write those of a class with its own __init__."""
    import keras

    functional = keras.src.models.functional.Functional
    own = isinstance(model, functional) and type(model) is not functional
    return functional(model.inputs, model.outputs) if own and type(model).call is functional.call else model


def _configuration(model: Any) -> Any:
    """Architecture alone, as Keras writes it: what a model was compiled with may be something that cannot."""
    import keras

    keras.Model.get_compile_config = lambda _model: None  # asked of models within the model, too
    try:
        written = keras.saving.serialize_keras_object(model)
    finally:
        del keras.Model.get_compile_config  # what it inherits is there again
    if written.get("class_name") not in ("Sequential", "Functional") and isinstance(written.get("config"), dict):
        # A class that changes how a model is trained, such as train_step, is made of the same layers.
        for made_of, name in ((keras.Sequential, "Sequential"), (keras.src.models.functional.Functional, "Functional")):
            if isinstance(model, made_of) and "layers" in written["config"]:
                return {**written, "module": "keras", "class_name": name, "registered_name": name}
    return written


def _settings(model: Any) -> dict[str, Any]:
    """The settings a model was compiled with; one that cannot be written, such as your own schedule, by its class."""
    import keras

    try:
        written = model.get_compile_config()
        if isinstance(written, dict) and "optimizer" in written:
            return json.loads(json.dumps(written, default=text_of))  # type: ignore[no-any-return]
    except Exception:  # noqa: BLE001, S110  as above; each setting is written by itself then
        pass
    found: dict[str, Any] = {}
    given = getattr(getattr(model, "_compile_config", None), "config", {})
    for name in ("optimizer", "loss", "metrics", "weighted_metrics", "loss_weights"):
        value = model.optimizer if name == "optimizer" else given.get(name)
        try:
            found[name] = json.loads(json.dumps(keras.saving.serialize_keras_object(value), default=text_of))
        except Exception:  # noqa: BLE001  as above
            kind = value if isinstance(value, type) else type(value)  # Keras takes a class for a loss, too
            homes = (home for home in (keras.optimizers, keras.losses) if getattr(home, kind.__name__, None) is kind)
            found[name] = {"class_name": kind.__name__, "module": next((home.__name__ for home in homes), None)}
    return found


def _layer_again(model: Any) -> str | None:
    """The name of a layer that was added to a Sequential more than once."""
    seen: set[int] = set()
    for layer in model.layers if _is(model, "keras", "Sequential") else []:
        if id(layer) in seen:
            return str(layer.name)
        seen.add(id(layer))
    return None


def _described_figure(figure: Any) -> wire.Figure | wire.Foreign:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    try:
        FigureCanvasAgg(figure)
        figure.set_dpi(PIXELS_PER_INCH)
        # Ticks get their labels and images their places when it is drawn; nobody sees the pixels, or where the axes,
        # their titles and their labels would find room, which would be most of the time.
        figure.set_layout_engine("none")
        for axes in figure.axes:
            axes._update_title_position = _stay
            for axis in axes._axis_map.values():
                axis._update_label_position = _stay
        figure.draw_without_rendering()
        axes = [_described_axes(axes, figure) for axes in figure.axes]
        texts = [text.get_text() for text in (*figure.texts, figure._suptitle) if text is not None]
    except Exception as error:  # noqa: BLE001  drawing is where Matplotlib notices what does not fit
        return wire.Foreign("Figure", f"cannot be drawn: {type(error).__name__}: {text_of(error)}")
    return wire.Figure(axes, texts)


def _stay(renderer: Any) -> None:
    """Leave a text where it is: this stands in for what would measure every label of every tick to place it."""


def _described_axes(axes: Any, figure: Any) -> dict[str, Any]:
    """One axes: its words, ticks, lines, images and texts; positions in the coordinates of its data.

    What nobody can see is left out. Its `legend` has the texts of its own legend, else of the figure's, and its
    `line_entries` those that stand for a line; its `place` is (left, bottom, width, height) as shares of the figure;
    its `view` is where x and y begin and end; its `looks` are whatever may set it apart from its neighbours, by aspect.
    """
    legends = [axes.get_legend()] if axes.get_legend() else _shared_legends(axes, figure)
    legends = [legend for legend in legends if legend.get_visible()]
    title = next((title for title in _titles(axes) if _said(title, axes)), axes.title)
    return {
        "title": _said(title, axes),
        "visible": bool(axes.get_visible()),
        "axis_shown": bool(axes.axison),
        "framed": bool(axes.axison and axes.get_frame_on()) and any(map(_is_stroke, axes.spines.values())),
        "place": _place(axes, figure),
        "view": tuple(float(limit) for limit in (*axes.get_xlim(), *axes.get_ylim())),
        "hidden": [name for name, axis in axes._axis_map.items() if not _is_shown(axis)],
        "xlabel": _said(axes.xaxis.label, axes) if _is_shown(axes.xaxis) else "",
        "ylabel": _said(axes.yaxis.label, axes) if _is_shown(axes.yaxis) else "",
        "shared_xlabel": _shared_label(axes, figure, "_supxlabel"),
        "shared_ylabel": _shared_label(axes, figure, "_supylabel"),
        "xticks": _ticks(axes.xaxis) if _is_shown(axes.xaxis) else [],
        "yticks": _ticks(axes.yaxis) if _is_shown(axes.yaxis) else [],
        "lines": [_line(line, legends) for line in axes.lines if _is_drawn(line)],
        "images": [
            *(_image(image) for image in axes.images if image.get_visible() and not np.all(image.get_alpha() == 0)),
            *(_mesh(mesh) for mesh in axes.collections if _is_mesh(mesh) and mesh.get_visible()),
        ],
        "texts": [_text(text, axes) for text in axes.texts if _is_readable(text) and not _is_covered(text, axes)],
        "legend": [text.get_text() for legend in legends for text in legend.get_texts()] if legends else None,
        "line_entries": [text for legend in legends for text in _line_entries(legend)],
        "looks": _looks(axes, title),
    }


def _is_shown(axis: Any) -> bool:
    """Whether an axis is drawn, with its ticks and its label; the axes of `axisartist` draw theirs in another way."""
    return bool(axis.axes.axison and (axis.get_visible() or getattr(axis.axes, "_axisline_on", False)))


def _is_stroke(spine: Any) -> bool:
    return bool(spine.get_visible() and _color(spine.get_edgecolor())[3])


def _is_readable(text: Any) -> bool:
    return bool(text.get_visible() and text.get_alpha() != 0 and text.get_size() >= LEAST_SIZE)


def _said(text: Any, axes: Any) -> str:
    """What a title or label beside an axes says to those who see it: nothing if it has the colour of the figure."""
    if not _is_readable(text):
        return ""
    behind = next((part for part in (axes.figure, axes.figure.figure) if _color(part.get_facecolor())[3]), None)
    blends_in = behind is not None and _are_alike(_color(text.get_color()), _color(behind.get_facecolor()))
    if blends_in and not _is_set_off(text) and not axes.bbox.contains(*_point(text)):
        return ""
    return str(text.get_text())


def _shared_label(axes: Any, figure: Any, name: str) -> str:
    """The label that all axes of the subfigure, or else of the figure, have in common."""
    labels = [getattr(part, name, None) for part in (axes.figure, figure)]
    return next((_said(label, axes) for label in labels if label is not None and _said(label, axes)), "")


def _line_entries(legend: Any) -> list[str]:
    """The texts of a legend beside which a line is drawn, and not a patch or points."""
    entries = zip(legend.legend_handles, legend.get_texts(), strict=False)
    return [text.get_text() for handle, text in entries if hasattr(handle, "get_xdata")]


def _is_covered(text: Any, axes: Any) -> bool:
    """Whether an image that lets nothing through is drawn over a text."""
    above = [image for image in (*axes.images, *filter(_is_mesh, axes.collections)) if image.zorder > text.zorder]
    return any(image.get_window_extent().contains(*_point(text)) for image in above if _is_opaque(image))


def _is_opaque(image: Any) -> bool:
    alpha = image.get_alpha()  # one for all cells, or one for each
    return bool(image.get_visible() and (alpha is None or np.all(np.equal(alpha, 1))))


def _point(text: Any) -> Any:
    """Where a text is, in pixels."""
    return text.get_transform().transform(text.get_position())


def _shared_legends(axes: Any, figure: Any) -> list[Any]:
    """The legends of the figure, of the subfigure that contains the axes, and of axes that hold a legend alone."""
    alone = [other.get_legend() for other in figure.axes if other.get_legend() and not other.has_data()]
    return [*figure.legends, *(axes.figure.legends if axes.figure is not figure else []), *alone]


def _place(axes: Any, figure: Any) -> tuple[float, ...]:
    box = axes.get_position()
    if axes.figure is not figure:  # a subfigure, of which these are shares
        box = box.transformed(axes.figure.transSubfigure - figure.transFigure)
    return tuple(float(part) for part in box.bounds)


def _titles(axes: Any) -> tuple[Any, ...]:
    return axes.title, axes._left_title, axes._right_title


def _looks(axes: Any, title: Any) -> dict[str, str]:
    """The looks of an axes, aspect by aspect, as texts to compare with those of another."""
    spines = [spine for spine in axes.spines.values() if spine.get_visible() and axes.axison]
    box = title.get_bbox_patch()
    looks: dict[str, Any] = {
        "title": (_color(title.get_color()), title.get_weight(), title.get_style(), title.get_size()),
        "box of the title": None if box is None else (_color(box.get_facecolor()), _color(box.get_edgecolor())),
        "axis labels": [_color(label.get_color()) for label in (axes.xaxis.label, axes.yaxis.label)],
        "spines": [(_color(spine.get_edgecolor()), float(spine.get_linewidth())) for spine in spines],
        "background": _color(axes.get_facecolor()) if axes.axison else None,
        "color maps": [(image.get_cmap().name, image.get_alpha()) for image in axes.images],
        "texts": [_color(text.get_color()) for text in axes.texts],
        "lines": [_color(line.get_color()) for line in axes.lines],
        "patches": [(_color(patch.get_facecolor()), _color(patch.get_edgecolor())) for patch in axes.patches],
    }
    return {aspect: repr(look) for aspect, look in looks.items()}


def _ticks(axis: Any) -> list[tuple[float, str]]:
    return [
        (float(place), _said(label, axis.axes))
        for place, label in zip(axis.get_majorticklocs(), axis.get_majorticklabels(), strict=False)
    ]


def _is_drawn(line: Any) -> bool:
    """Whether any part of a line is visible: not hidden, with points and a stroke, in another colour than behind."""
    nothing = ("None", "none", " ", "", None)
    strokes = line.get_linestyle() not in nothing or line.get_marker() not in nothing
    color, behind = _color(line.get_color()), _color(line.axes.get_facecolor())
    return (
        bool(line.get_visible() and len(line.get_xdata()))
        and strokes
        and line.get_alpha() != 0
        and not (_are_alike(color, behind) and behind[3])
    )


def _label(line: Any, legends: list[Any]) -> str:
    """The label of a line: its own, else by the entry of a legend in its colour and dashes, as seaborn does it."""
    label = str(line.get_label())
    if not label.startswith("_"):
        return label
    looks = _color(line.get_color()), line.get_linestyle()
    for legend in legends:
        for handle, text in zip(legend.legend_handles, legend.get_texts(), strict=False):
            if hasattr(handle, "get_linestyle") and (_color(handle.get_color()), handle.get_linestyle()) == looks:
                return str(text.get_text())
    return label


def _line(line: Any, legends: list[Any]) -> dict[str, Any]:
    return {
        "label": _label(line, legends),
        "x": np.asarray(line.get_xdata(), dtype=np.float64),
        "y": np.asarray(line.get_ydata(), dtype=np.float64),
    }


def _image(image: Any) -> dict[str, Any]:
    left, right, bottom, top = (float(edge) for edge in image.get_extent())
    # Pixel [0, 0] is at the upper left corner for origin "upper", at the lower left one for "lower".
    first, last = (top, bottom) if image.origin == "upper" else (bottom, top)
    data = _filled(image.get_array())
    return {"data": data, "colors": _colors(image, data), "x": (left, right), "y": (first, last)}


def _is_mesh(collection: Any) -> bool:
    return type(collection).__name__ == "QuadMesh" and collection.get_array() is not None


def _mesh(mesh: Any) -> dict[str, Any]:
    """A pcolormesh, as seaborn's heatmap draws: the same facts as an image's."""
    corners = mesh.get_coordinates()
    data = _filled(mesh.get_array())
    rows, columns = corners.shape[0] - 1, corners.shape[1] - 1
    (left, first), (right, last) = corners[0, 0], corners[-1, -1]
    data, x, y = data.reshape(rows, columns), (float(left), float(right)), (float(first), float(last))
    return {"data": data, "colors": _colors(mesh, data), "x": x, "y": y}


def _colors(image: Any, data: np.ndarray) -> np.ndarray | None:
    """Red, green and blue of each cell (rows, columns, 3), 0.0 to 1.0; None if they are too many to be looked at."""
    if data.size > MOST_COLORED:
        return None
    colors = np.asarray(image.to_rgba(image.get_array(), alpha=image.get_alpha()), dtype=np.float64)
    alpha, behind = colors[..., 3:], _color(image.axes.get_facecolor())[:3]
    blended = colors[..., :3] * alpha + np.array(behind) * (1 - alpha)
    return np.clip(blended, 0, 1).reshape(*data.shape[:2], 3)


def _filled(data: Any) -> np.ndarray:
    return np.array(np.ma.getdata(data))


def _text(text: Any, axes: Any) -> dict[str, Any]:
    x, y = axes.transData.inverted().transform(_point(text))
    color = _color(text.get_color())
    opaque = color[3] if text.get_alpha() is None else float(text.get_alpha())
    return {
        "text": text.get_text(),
        "x": float(x),
        "y": float(y),
        "color": (*color[:3], opaque),
        "set_off": _is_set_off(text),
    }


def _is_set_off(text: Any) -> bool:
    """Whether something is between a text and what is behind it: a box, or an outline."""
    return text.get_bbox_patch() is not None or bool(text.get_path_effects())


def _are_alike(color: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Whether nobody can tell two opaque colours apart."""
    return max(abs(part - another) for part, another in zip(color[:3], other[:3], strict=True)) < SAME_COLOR


def _color(color: Any) -> tuple[float, ...]:
    from matplotlib.colors import to_rgba

    return tuple(float(part) for part in to_rgba(color))
