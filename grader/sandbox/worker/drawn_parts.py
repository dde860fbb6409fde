"""Parts of a Matplotlib figure: what can be seen of a text, a line, a patch or an image."""

from typing import Any

import numpy as np

SAME_COLOR = 0.05  # of red, green and blue each, of 1: "whitesmoke" is 0.04 from white, "ivory" 0.06
LEAST_SIZE = 2  # points; what is smaller is a dot
LEAST_WIDTH = 0.05  # points: of a stroke
LEAST_MARK = 0.3  # points: across a marker
HALF = 0.5  # alpha of a box up to which what is behind it shows more than the box does; that of a legend has 0.8
OPAQUE = 0.99  # alpha from which on nothing shows through
NOTHING = ("None", "none", " ", "", None)  # how Matplotlib names a line without a stroke or a marker


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
    unseen = behind is not None and are_alike(rgba_of(text.get_color()), rgba_of(behind.get_facecolor()))
    if unseen and not is_set_off(text) and not axes.bbox.contains(*point(text)):
        return ""
    return str(text.get_text())


def is_set_off(text: Any) -> bool:
    """Whether something in another colour is between a text and what is behind it: a box, or an outline."""
    return (text.get_bbox_patch() is not None and is_told_from_its_box(text)) or _is_outlined(text)


def is_told_from_its_box(text: Any) -> bool:
    """Whether a text has no box, or a box in another colour."""
    return text.get_bbox_patch() is None or not blends_in(text, text.get_bbox_patch())


def blends_in(text: Any, box: Any) -> bool:
    """Whether a text has the colour of the box or frame that it is in, of one that hides what is behind it."""
    face = rgba_of(box.get_facecolor())
    return bool(box.get_visible() and face[3] > HALF) and are_alike(rgba_of(text.get_color()), face)


def _is_outlined(text: Any) -> bool:
    """Whether a text has an outline, or another effect, in another colour than its own."""
    effects = [effect for effect in text.get_path_effects() if type(effect).__name__ != "Normal"]
    drawn = [getattr(effect, "_gc", {}).get("foreground") for effect in effects]
    own = rgba_of(text.get_color())
    return any(color is None or not are_alike(rgba_of(color), own) for color in drawn)


def has_stroke(line: Any) -> bool:
    """Whether a line has a stroke, or markers, that is wide enough to be seen."""
    stroked = line.get_linestyle() not in NOTHING and line.get_linewidth() >= LEAST_WIDTH
    marked = line.get_marker() not in NOTHING and (line.get_marker() == "," or line.get_markersize() >= LEAST_MARK)
    return bool(stroked or marked)


def is_opaque(image: Any) -> bool:
    """Whether an image is shown, and nothing shows through it, in any of its cells."""
    colors = image.to_rgba(image.get_array(), alpha=image.get_alpha())
    least = np.min(colors[..., 3]) / (1 if colors.dtype.kind == "f" else 255)
    return bool(image.get_visible() and least >= OPAQUE)


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
