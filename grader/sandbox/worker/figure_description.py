"""A Matplotlib figure in plain values: its axes, and all in them that can be seen."""

from typing import Any

import figure_looks
import line_description
import numpy as np
from drawn_parts import (
    filled,
    is_mesh,
    is_opaque,
    is_readable,
    is_set_off,
    is_shown,
    is_told_from_its_box,
    point,
    rgba_of,
    words_of,
)

MOST_COLORED = 400  # cells of an image whose colours are told: a matrix of 20 classes
PIXELS_PER_INCH = 80  # of a figure that is described: a student's 1,000 might take more memory than there is


class Undescribed(Exception):
    """A figure can be drawn and not be described."""


def described(figure: Any) -> tuple[list[dict[str, Any]], list[str]]:
    """The axes of a figure, and the texts next to them.

    Raises:
        Undescribed: it can be drawn, but a thing in it is of a kind that is not known here.
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
    try:
        texts = [text.get_text() for text in (*figure.texts, figure._suptitle) if text is not None]
        return [_described_axes(axes, figure) for axes in figure.axes], texts
    except Exception as error:
        raise Undescribed(f"{type(error).__name__}: {error}") from error


def _stay(renderer: Any) -> None:
    """Leave a text where it is: this stands in for what would measure every label of every tick to place it."""


def _described_axes(axes: Any, figure: Any) -> dict[str, Any]:
    """One axes: its words, ticks, lines, images and texts; positions in the coordinates of its data.

    What nobody can see is left out. Its `legend` has the texts of its own legend, else of the figure's, and its
    `line_entries` those that stand for a line; its `place` is (left, bottom, width, height) as shares of the figure;
    its `view` is where x and y begin and end; an `opaque` one hides what is behind it, of a lower `zorder` or
    drawn before it; `multiplied` are those of its axis whose ticks are meant times, or plus, a text at the end; its
    `looks` are whatever may set it apart from its neighbours, by aspect.
    """
    legends = [axes.get_legend()] if axes.get_legend() else _shared_legends(axes, figure)
    legends = [legend for legend in legends if legend.get_visible()]
    elsewhere = [] if legends else [other.get_legend() for other in figure.axes if other.get_legend()]
    titles = [title for title in _titles(axes) if words_of(title, axes)]
    return {
        "title": " ".join(words_of(title, axes) for title in titles),
        "visible": bool(axes.get_visible()),
        "axis_shown": bool(axes.axison),
        "framed": bool(axes.axison and axes.get_frame_on()) and any(map(_is_stroke, axes.spines.values())),
        "place": _place(axes, figure),
        "zorder": float(axes.get_zorder()),
        "opaque": bool(axes.axison and axes.get_frame_on()) and _is_filled(axes.patch),
        "view": tuple(float(limit) for limit in (*axes.get_xlim(), *axes.get_ylim())),
        "hidden": [name for name, axis in axes._axis_map.items() if not is_shown(axis)],
        "xlabel": _axis_label(axes, "x"),
        "ylabel": _axis_label(axes, "y"),
        "shared_xlabel": _shared_label(axes, figure, "_supxlabel"),
        "shared_ylabel": _shared_label(axes, figure, "_supylabel"),
        "xticks": _all_ticks(axes, "x"),
        "yticks": _all_ticks(axes, "y"),
        "multiplied": [name for name, axis in axes._axis_map.items() if axis.get_offset_text().get_text()],
        "lines": line_description.lines_of(axes, legends, elsewhere),
        "images": [
            *(_image(image) for image in figure_looks.seen_images(axes) if not np.all(image.get_alpha() == 0)),
            *(_mesh(mesh) for mesh in axes.collections if is_mesh(mesh) and mesh.get_visible()),
        ],
        "texts": [
            _text(text, axes)
            for text in axes.texts
            if is_readable(text) and is_told_from_its_box(text)
            if figure_looks.is_in_sight(text, axes) and not _is_covered(text, axes)
        ],
        "legend": line_description.legend_texts(legends) if legends else None,
        "line_entries": line_description.line_entries(legends),
        "looks": figure_looks.looks_of(axes, figure, titles),
    }


def _is_stroke(spine: Any) -> bool:
    return bool(spine.get_visible() and rgba_of(spine.get_edgecolor())[3])


def _is_filled(patch: Any) -> bool:
    """Whether a patch lets nothing through."""
    return bool(patch.get_visible() and rgba_of(patch.get_facecolor())[3] == 1)


def _shared_label(axes: Any, figure: Any, name: str) -> str:
    """The label that all axes of the subfigure, or else of the figure, have in common."""
    labels = [getattr(part, name, None) for part in (axes.figure, figure)]
    return next((words_of(label, axes) for label in labels if label is not None and words_of(label, axes)), "")


def _is_covered(text: Any, axes: Any) -> bool:
    """Whether an image that lets nothing through is drawn over a text."""
    above = [image for image in (*axes.images, *filter(is_mesh, axes.collections)) if image.zorder > text.zorder]
    return any(image.get_window_extent().contains(*point(text)) and is_opaque(image) for image in above)


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


def _axes_of(axes: Any, axis: str) -> list[Any]:
    """Matplotlib's x or y axis of an axes, as far as they are shown, a secondary one after its own."""
    own = [axes, *(child for child in axes.child_axes if getattr(child, "_orientation", None) == axis)]
    return [each for each in (getattr(part, f"{axis}axis") for part in own) if is_shown(each)]


def _axis_label(axes: Any, axis: str) -> str:
    labels = (words_of(each.label, axes) for each in _axes_of(axes, axis))
    return next(filter(None, labels), "")


def _all_ticks(axes: Any, axis: str) -> list[tuple[float, str]]:
    return [tick for each in _axes_of(axes, axis) for tick in _ticks(each)]


def _ticks(axis: Any) -> list[tuple[float, str]]:
    major = zip(axis.get_majorticklocs(), axis.get_majorticklabels(), strict=False)
    minor = zip(axis.get_minorticklocs(), axis.get_minorticklabels(), strict=False)
    return [
        *((float(place), words_of(label, axis.axes)) for place, label in major),
        *((float(place), said) for place, label in minor if (said := words_of(label, axis.axes))),
    ]


def _image(image: Any) -> dict[str, Any]:
    left, right, bottom, top = (float(edge) for edge in image.get_extent())
    # Pixel [0, 0] is at the upper left corner for origin "upper", at the lower left one for "lower".
    first, last = (top, bottom) if image.origin == "upper" else (bottom, top)
    data = filled(image.get_array())
    facts = {"data": data, "colors": _colors(image, data), "masked": _masked(image.get_array(), data)}
    return {**facts, "span": figure_looks.span_of(image), "x": (left, right), "y": (first, last)}


def _mesh(mesh: Any) -> dict[str, Any]:
    """A pcolormesh, as seaborn's heatmap draws: the same facts as an image's."""
    corners = mesh.get_coordinates()
    data = filled(mesh.get_array())
    rows, columns = corners.shape[0] - 1, corners.shape[1] - 1
    (left, first), (right, last) = corners[0, 0], corners[-1, -1]
    data, x, y = data.reshape(rows, columns), (float(left), float(right)), (float(first), float(last))
    masked = _masked(np.ma.reshape(mesh.get_array(), data.shape), data)
    colors, span = _colors(mesh, data), figure_looks.span_of(mesh)
    return {"data": data, "colors": colors, "masked": masked, "span": span, "x": x, "y": y}


def _colors(image: Any, data: np.ndarray) -> np.ndarray | None:
    """Red, green and blue of each cell (rows, columns, 3), 0.0 to 1.0; None if they are too many to be looked at."""
    if np.prod(data.shape[:2]) > MOST_COLORED:
        return None
    colors = np.asarray(image.to_rgba(image.get_array(), alpha=image.get_alpha()), dtype=np.float64)
    alpha, behind = colors[..., 3:], rgba_of(image.axes.get_facecolor())[:3]
    blended = colors[..., :3] * alpha + np.array(behind) * (1 - alpha)
    return np.clip(blended, 0, 1).reshape(*data.shape[:2], 3)


def _masked(array: Any, data: np.ndarray) -> np.ndarray | None:
    """Which cells of a small image are not drawn, so that what is below them shows; None: all are drawn."""
    if data.ndim != 2 or data.size > MOST_COLORED:
        return None
    masked: np.ndarray = np.ma.getmaskarray(array) | (np.isnan(data) if data.dtype.kind == "f" else False)
    return masked if masked.any() else None


def _text(text: Any, axes: Any) -> dict[str, Any]:
    x, y = axes.transData.inverted().transform(point(text))
    color = rgba_of(text.get_color())
    opaque = color[3] if text.get_alpha() is None else float(text.get_alpha())
    return {
        "text": text.get_text(),
        "x": float(x),
        "y": float(y),
        "color": (*color[:3], opaque),
        "set_off": is_set_off(text),
    }
