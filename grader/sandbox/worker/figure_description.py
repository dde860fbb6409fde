"""A Matplotlib figure in plain values: its axes, and all in them that can be seen."""

from typing import Any

import numpy as np

MOST_COLORED = 400  # cells of an image whose colours are told: a matrix of 20 classes
SAME_COLOR = 0.03  # of red, green and blue each, of 1
LEAST_SIZE = 2  # points; what is smaller is a dot
PIXELS_PER_INCH = 80  # of a figure that is described: a student's 1,000 might take more memory than there is


def described(figure: Any) -> tuple[list[dict[str, Any]], list[str]]:
    """The axes of a figure, and the texts next to them.

    Raises:
        Exception: any that a thing in it raises; drawing is where Matplotlib notices what does not fit.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg

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
    texts = [text.get_text() for text in (*figure.texts, figure._suptitle) if text is not None]
    return [_described_axes(axes, figure) for axes in figure.axes], texts


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
