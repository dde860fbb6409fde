"""The looks of an axes: whatever may set it apart from its neighbours, and nothing that says which image it shows."""

import re
from typing import Any

import numpy as np
from drawn_parts import filled, is_mesh, is_shown, main_color, rgba_of, words_of

SHADES = (0.0, 0.25, 0.5, 0.75, 1.0)  # at which colour maps are compared


def looks_of(axes: Any, figure: Any, titles: list[Any]) -> dict[str, str]:
    """The looks of an axes, aspect by aspect, as texts to compare with those of another.

    None of them depends on which image or which numbers it shows.
    """
    spines = [spine for spine in axes.spines.values() if spine.get_visible() and axes.axison]
    images = [image for image in axes.images if image.get_visible()]
    labels = [label for axis in axes._axis_map.values() if is_shown(axis) for label in axis.get_majorticklabels()]
    labels = [label for label in labels if words_of(label, axes)]
    looks: dict[str, Any] = {
        "title": [_font(title) for title in titles],
        "box of the title": [_box(title) for title in titles],
        "axis labels": [rgba_of(label.get_color()) for label in (axes.xaxis.label, axes.yaxis.label)],
        "spines": [_stroke(spine) for spine in spines],
        "background": (rgba_of(axes.get_facecolor()), *_stroke(axes.patch)) if axes.axison else None,
        "surroundings": rgba_of(axes.figure.get_facecolor()),
        "color maps": [(_shades(image), _plain_alpha(image)) for image in images],
        "inks": [_ink(image) for image in images],
        "ticks": sorted({(rgba_of(label.get_color()), _without_numbers(label.get_text())) for label in labels}),
        "texts": [(_font(text), _box(text)) for text in axes.texts],
        "lines": [
            (rgba_of(line.get_color()), line.get_linestyle(), str(line.get_marker()), float(line.get_linewidth()))
            for line in axes.lines
        ],
        "patches": [(type(patch).__name__, rgba_of(patch.get_facecolor()), *_stroke(patch)) for patch in axes.patches],
        "collections": [_look_of_collection(each) for each in axes.collections if not is_mesh(each)],
        "insets": len(axes.child_axes),
        "size": [round(float(part), 2) for part in axes.get_position().size],
        "on the figure": [look for part in dict.fromkeys((figure, axes.figure)) for look in _lying_on(part, axes)],
    }
    return {aspect: repr(look) for aspect, look in looks.items()}


def _font(text: Any) -> tuple[Any, ...]:
    """What a text looks like, whatever it says."""
    return (
        *(rgba_of(text.get_color()), text.get_alpha(), text.get_weight(), text.get_style(), text.get_size()),
        *(tuple(text.get_fontfamily()), text.get_rotation(), len(text.get_path_effects())),
    )


def _box(text: Any) -> tuple[Any, ...] | None:
    """The box around a text."""
    box = text.get_bbox_patch()
    return None if box is None else (type(box.get_boxstyle()).__name__, rgba_of(box.get_facecolor()), *_stroke(box))


def _stroke(patch: Any) -> tuple[Any, ...]:
    """The edge of a patch, and what fills it besides a colour."""
    dashes = str(patch.get_linestyle())
    return rgba_of(patch.get_edgecolor()), float(patch.get_linewidth()), dashes, patch.get_hatch()


def _shades(image: Any) -> list[tuple[float, ...]]:
    """Some colours of an image's colour map, whatever its name."""
    return [rgba_of(image.get_cmap()(share)) for share in SHADES]


def _plain_alpha(image: Any) -> Any:
    alpha = image.get_alpha()
    return alpha if alpha is None or np.isscalar(alpha) else "of each pixel"


def _ink(image: Any) -> tuple[Any, ...]:
    """Which of red, green, blue and alpha of an image differ from red, and which are the same everywhere."""
    data = filled(image.get_array())
    if data.ndim < 3:
        return ()
    channels = np.moveaxis(data, -1, 0)
    return tuple((bool(np.array_equal(one, channels[0])), bool(np.ptp(one) == 0)) for one in channels)


def _look_of_collection(collection: Any) -> tuple[Any, ...]:
    colors = [rgba_of(found[0]) for found in (collection.get_facecolor(), collection.get_edgecolor()) if len(found)]
    sizes = getattr(collection, "get_sizes", tuple)()
    widths = np.ravel(collection.get_linewidth())
    return type(collection).__name__, colors, [float(size) for size in (*sizes[:1], *widths[:1])]


def _without_numbers(text: str) -> str:
    return re.sub(r"\d+", "#", text)


def _lying_on(figure: Any, axes: Any) -> list[tuple[Any, ...]]:
    """What belongs to a figure and has its middle within an axes: frames, words, strokes."""
    around = axes.bbox
    found = []
    for artist in (*figure.artists, *figure.patches, *figure.lines, *figure.texts):
        box = artist.get_window_extent()
        if artist.get_visible() and around.contains((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2):
            words = _without_numbers(artist.get_text()) if hasattr(artist, "get_text") else ""
            found.append((type(artist).__name__, words, main_color(artist)))
    return found
