"""The lines of an axes in plain values: where they are, what they look like, and which name the legend has for them."""

from itertools import pairwise
from typing import Any

import numpy as np
from drawn_parts import LEAST_MARK, NOTHING, are_alike, blends_in, has_stroke, is_readable, main_color, rgba_of

MOST_SEGMENTS = 200  # of a collection of lines
MOST_COLORS = 20  # of points that are compared with others


def lines_of(axes: Any, legends: list[Any], elsewhere: list[Any]) -> list[dict[str, Any]]:
    """The lines of an axes, points as scatter draws them, and lines of a collection; no line that nobody can see.

    Args:
        axes: of Matplotlib.
        legends: that belong to the axes.
        elsewhere: legends of other axes, where a reader looks if there are none of those.
    """
    found = [({"x": line.get_xdata(orig=False), "y": line.get_ydata(orig=False)}, line) for line in _drawn_lines(axes)]
    for collection in filter(_stands_out, axes.collections):
        found += [({"x": points[:, 0], "y": points[:, 1]}, collection) for points in _points(collection)]
    return [
        {
            **{name: np.asarray(numbers, dtype=np.float64) for name, numbers in places.items()},
            "label": (label := _label(artist, legends)),
            "given": str(artist.get_label()),
            "shown_as": _shown_as(artist, label, legends, elsewhere),
            "look": repr(_look(artist)),
        }
        for places, artist in found
        if len(places["x"])
    ]


def entries_of(legends: list[Any]) -> list[tuple[Any, str]]:
    """What is drawn and what is written for each entry of some legends, as far as it can be read."""
    return [
        (handle, str(text.get_text()))
        for legend in legends
        for handle, text in zip(legend.legend_handles, legend.get_texts(), strict=False)
        if is_readable(text) and not blends_in(text, legend.get_frame())
    ]


def legend_texts(legends: list[Any]) -> list[str]:
    """The texts of all entries of some legends; that of one that cannot be read is empty."""
    readable = {id(handle) for handle, _ in entries_of(legends)}
    entries = (pair for legend in legends for pair in zip(legend.legend_handles, legend.get_texts(), strict=False))
    return [str(text.get_text()) if id(handle) in readable else "" for handle, text in entries]


def line_entries(legends: list[Any]) -> list[str]:
    """The texts of legends beside which a line is drawn, and not a patch or points."""
    return [text for handle, text in entries_of(legends) if hasattr(handle, "get_xdata")]


def _drawn_lines(axes: Any) -> list[Any]:
    """Those lines of which any part is visible: not hidden, with points and a stroke, in another colour than behind."""
    return [line for line in axes.lines if has_stroke(line) and _stands_out(line)]


def _stands_out(artist: Any) -> bool:
    """Whether a line or a collection is shown in another colour than what is behind it."""
    color, behind = main_color(artist), rgba_of(artist.axes.get_facecolor())
    if color is None or not artist.get_visible():
        return False
    alpha = color[3] if artist.get_alpha() is None else float(np.max(artist.get_alpha()))
    if not behind[3]:
        return alpha > 0
    seen = tuple(alpha * part + (1 - alpha) * back for part, back in zip(color, behind, strict=True))
    return not are_alike(seen, behind)


def _points(collection: Any) -> list[np.ndarray]:
    """The points of a collection, (n, 2) for each line in it."""
    if type(collection).__name__ == "PathCollection":
        points = np.ma.filled(np.ma.asarray(collection.get_offsets(), dtype=np.float64), np.nan)
        return [points] if np.any(np.sqrt(collection.get_sizes()) >= LEAST_MARK) else []
    if type(collection).__name__ == "LineCollection":
        segments = [np.asarray(each, dtype=np.float64) for each in collection.get_segments()[:MOST_SEGMENTS]]
        chained = all(np.array_equal(one[-1], other[0]) for one, other in pairwise(segments))
        joined = [np.concatenate([segments[0], *(each[1:] for each in segments[1:])])] if segments else []
        return joined if chained else segments
    return []


def _label(artist: Any, legends: list[Any]) -> str:
    """The label of a line: its own or its container's, else by the entry of a legend that looks like it."""
    label = str(artist.get_label())
    if not label.startswith("_"):
        return label
    for container in artist.axes.containers:  # as errorbar makes one
        own = str(container.get_label())
        if not own.startswith("_") and any(part is artist for part in container.get_children()):
            return own
    return next((text for handle, text in entries_of(legends) if _look_alike(handle, artist)), label)  # as in seaborn's


def _shown_as(artist: Any, label: str, legends: list[Any], elsewhere: list[Any]) -> list[str]:
    """The texts of those entries of a legend that look like a line; of another axes' legend only if it names the line.

    With one legend for two axes, the reader takes each colour to mean the same in both.
    """
    entries = entries_of(legends or elsewhere)
    if not legends and label not in (text for _, text in entries):
        return []
    return [text for handle, text in entries if _look_alike(handle, artist)]


def _look_alike(handle: Any, artist: Any) -> bool:
    """Whether an entry of a legend has the colour of a line, and its dashes if it is a line too."""
    color, other = main_color(handle), main_color(artist)
    if color is None or other is None or not are_alike(color, other):
        return False
    lines = hasattr(handle, "get_xdata") and hasattr(artist, "get_xdata")
    return not lines or handle.get_linestyle() == artist.get_linestyle()


def _look(artist: Any) -> list[Any]:
    """All that a reader can tell a line by: colours, strokes and markers."""
    if hasattr(artist, "get_xdata"):
        stroke = artist.get_linestyle(), artist.get_drawstyle(), float(artist.get_linewidth()), artist.get_alpha()
        dashes = getattr(artist, "_unscaled_dash_pattern", None)
        marker = str(artist.get_marker()), artist.get_fillstyle(), float(artist.get_markersize())
        colors = [artist.get_color(), artist.get_markerfacecolor(), artist.get_markeredgecolor()]
        return [*stroke, dashes, *marker, *([] if marker[0] in NOTHING else colors[1:]), rgba_of(colors[0])]
    colors = [np.round(found[:MOST_COLORS], 3).tolist() for found in (artist.get_facecolor(), artist.get_edgecolor())]
    sizes = np.ravel(getattr(artist, "get_sizes", list)())[:MOST_COLORS].tolist()
    marks = [np.round(path.vertices, 2).tolist() for path in artist.get_paths()[:1]] if sizes else []
    return [
        type(artist).__name__,
        *colors,
        sizes,
        artist.get_linestyle(),
        np.ravel(artist.get_linewidth()).tolist(),
        marks,
    ]
