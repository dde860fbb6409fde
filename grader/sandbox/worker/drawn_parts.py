"""Parts of a Matplotlib figure: what can be seen of a text, a line, a patch or an image."""

from typing import Any

import numpy as np

SAME_COLOR = 0.05  # of red, green and blue each, of 1: "whitesmoke" is 0.04 from white, "ivory" 0.06
LEAST_SIZE = 2  # points; what is smaller is a dot


def is_shown(axis: Any) -> bool:
    """Whether an axis is drawn, with its ticks and its label; the axes of `axisartist` draw theirs in another way."""
    return bool(axis.axes.axison and (axis.get_visible() or getattr(axis.axes, "_axisline_on", False)))


def is_readable(text: Any) -> bool:
    """Whether a text is shown, and large enough."""
    return bool(text.get_visible() and text.get_alpha() != 0 and text.get_size() >= LEAST_SIZE)


def words_of(text: Any, axes: Any) -> str:
    """What a title or label beside an axes says to those who see it: nothing if it has the colour of the figure."""
    if not is_readable(text):
        return ""
    behind = next((part for part in (axes.figure, axes.figure.figure) if rgba_of(part.get_facecolor())[3]), None)
    blends_in = behind is not None and are_alike(rgba_of(text.get_color()), rgba_of(behind.get_facecolor()))
    if blends_in and not is_set_off(text) and not axes.bbox.contains(*point(text)):
        return ""
    return str(text.get_text())


def is_set_off(text: Any) -> bool:
    """Whether something is between a text and what is behind it: a box, or an outline."""
    return text.get_bbox_patch() is not None or bool(text.get_path_effects())


def point(text: Any) -> Any:
    """Where a text is, in pixels."""
    return text.get_transform().transform(text.get_position())


def are_alike(color: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Whether nobody can tell two opaque colours apart."""
    return max(abs(part - another) for part, another in zip(color[:3], other[:3], strict=True)) < SAME_COLOR


def is_mesh(collection: Any) -> bool:
    """Whether it is a pcolormesh."""
    return type(collection).__name__ == "QuadMesh" and collection.get_array() is not None


def filled(data: Any) -> np.ndarray:
    """The numbers of an array, those that a mask hides among them."""
    return np.array(np.ma.getdata(data))


def main_color(artist: Any) -> tuple[float, ...] | None:
    """The colour by which a reader knows a line, a patch, a text or points."""
    if hasattr(artist, "get_color") and not hasattr(artist, "get_facecolor"):
        return rgba_of(artist.get_color())
    for name in ("get_facecolor", "get_edgecolor"):
        found = np.atleast_2d(getattr(artist, name, list)())
        if found.size and rgba_of(found[0])[3]:
            return rgba_of(found[0])
    return None


def rgba_of(color: Any) -> tuple[float, ...]:
    """Red, green, blue and alpha, 0.0 to 1.0, of a colour as Matplotlib takes it."""
    from matplotlib.colors import to_rgba

    return tuple(float(part) for part in to_rgba(color))
