"""The looks of an axes: what may set it apart from its neighbours for a reader, and not which image it shows."""

import re
from typing import Any

import numpy as np
from drawn_parts import (
    filled,
    has_stroke,
    is_mesh,
    is_opaque,
    is_readable,
    is_shown,
    main_color,
    point,
    rgba_of,
    words_of,
)

SHADES = (0.0, 0.25, 0.5, 0.75, 1.0)  # at which colour maps are compared
TOLD_APART = 20  # steps of red, green, blue and alpha that a reader tells apart: #000000 and #020202 are one


def looks_of(axes: Any, figure: Any, titles: list[Any]) -> dict[str, str]:
    """The looks of an axes, aspect by aspect, as texts to compare with those of another.

    None of them depends on which image or which numbers it shows, and what nobody can see is in none.
    """
    spines = [spine for spine in axes.spines.values() if spine.get_visible() and axes.axison]
    labels = [label for axis in axes._axis_map.values() if is_shown(axis) for label in axis.get_majorticklabels()]
    labels = [label for label in labels if words_of(label, axes)]
    names = [axis.label for axis in axes._axis_map.values() if is_shown(axis) and words_of(axis.label, axes)]
    covered = any(_covers(image, axes.bbox) for image in axes.images)
    background = _stroke(axes.patch) if covered else _patch(axes.patch)
    images = seen_images(axes)
    looks: dict[str, Any] = {
        "title": [_font(title) for title in titles],
        "box of the title": [_box(title) for title in titles],
        "axis labels": [_color(name.get_color()) for name in names],
        "spines": [_stroke(spine) for spine in spines],
        "background": background if axes.axison else None,
        "surroundings": _color(axes.figure.get_facecolor()),
        "color maps": [(_shades(image), _plain_alpha(image)) for image in images],
        "inks": [_ink(image) for image in images],
        "ticks": sorted({(_color(label.get_color()), _without_numbers(label.get_text())) for label in labels}),
        "texts": [(_font(text), _box(text)) for text in axes.texts if is_readable(text) and is_in_sight(text, axes)],
        "lines": [_line(line) for line in axes.lines if _is_drawn(line) and is_in_sight(line, axes)],
        "patches": [_patch(each) for each in axes.patches if _is_painted(each) and is_in_sight(each, axes)],
        "collections": [
            _look_of_collection(each) for each in axes.collections if not is_mesh(each) and each.get_visible()
        ],
        "legend": _legend(axes),
        "insets": len(axes.child_axes),
        "size": [round(float(part), 2) for part in axes.get_position().size],
        "on the figure": [look for part in dict.fromkeys((figure, axes.figure)) for look in _lying_on(part, axes)],
    }
    return {aspect: repr(look) for aspect, look in looks.items()}


def seen_images(axes: Any) -> list[Any]:
    """The images of an axes, without those that a later one hides."""
    shown = sorted((image for image in axes.images if image.get_visible()), key=lambda image: float(image.zorder))
    return [
        image
        for place, image in enumerate(shown)
        if not any(_covers(above, image.get_window_extent()) for above in shown[place + 1 :])
    ]


def _covers(image: Any, box: Any) -> bool:
    """Whether an image hides all that is behind it in a box."""
    extent = image.get_window_extent().padded(1)  # pixels, as the two are rounded
    within = all(extent.contains(*corner) for corner in (box.min, box.max))
    return within and is_opaque(image)


def span_of(image: Any) -> float:
    """The largest difference of red, green or blue between two cells of an image, 0.0 (nothing is seen) to 1.0."""
    colors = np.asarray(image.to_rgba(image.get_array(), alpha=image.get_alpha()))
    colors = (colors / 255 if colors.dtype.kind == "u" else colors).reshape(-1, 4)
    behind = np.array(rgba_of(image.axes.get_facecolor())[:3])
    blended = colors[:, :3] * colors[:, 3:] + behind * (1 - colors[:, 3:])
    return float(np.max(np.ptp(blended, axis=0), initial=0.0))


def is_in_sight(artist: Any, axes: Any) -> bool:
    """Whether a text, a line or a patch is where it is drawn, and not behind an image."""
    if not artist.get_clip_on():
        return True
    if hasattr(artist, "get_text"):
        inside = axes.bbox.contains(*point(artist))
    else:
        inside = axes.bbox.overlaps(artist.get_window_extent())
    behind = [image for image in axes.images if image.zorder > artist.zorder]
    return bool(inside and not any(_covers(image, axes.bbox) for image in behind))


def _is_drawn(line: Any) -> bool:
    """Whether a line is shown and has points."""
    return bool(line.get_visible() and line.get_alpha() != 0 and len(line.get_xdata())) and has_stroke(line)


def _is_painted(patch: Any) -> bool:
    """Whether a patch has an area or an edge in some colour."""
    filled_in = patch.get_fill() and rgba_of(patch.get_facecolor())[3] > 0
    return bool(patch.get_visible() and (filled_in or patch.get_hatch() or any(_stroke(patch))))


def _color(color: Any) -> tuple[float, ...]:
    """A colour by the steps that a reader tells apart."""
    return tuple(round(part * TOLD_APART) / TOLD_APART for part in rgba_of(color))


def _points(size: float) -> float:
    """A width or a size in points, to the quarter."""
    return round(float(size) * 4) / 4


def _font(text: Any) -> tuple[Any, ...]:
    """What a text looks like, whatever it says."""
    return (
        *(_color(text.get_color()), text.get_alpha(), text.get_weight(), text.get_style(), _points(text.get_size())),
        *(tuple(text.get_fontfamily()), round(text.get_rotation()), len(text.get_path_effects())),
    )


def _box(text: Any) -> tuple[Any, ...] | None:
    """The box around a text."""
    box = text.get_bbox_patch()
    return None if box is None else (type(box.get_boxstyle()).__name__, *_patch(box))


def _patch(patch: Any) -> tuple[Any, ...]:
    """The kind of a patch, what fills it and its edge."""
    return type(patch).__name__, _color(patch.get_facecolor()), patch.get_hatch(), _stroke(patch)


def _stroke(patch: Any) -> tuple[Any, ...]:
    """The edge of a patch; nothing if it has no width or lets all light through."""
    color, width = _color(patch.get_edgecolor()), _points(patch.get_linewidth())
    return (color, width, str(patch.get_linestyle())) if color[3] and width else ()


def _line(line: Any) -> tuple[Any, ...]:
    width = _points(line.get_linewidth())
    return _color(line.get_color()), line.get_linestyle(), str(line.get_marker()), width


def _shades(image: Any) -> list[tuple[float, ...]]:
    """Some colours of an image's colour map, whatever its name."""
    return [_color(image.get_cmap()(share)) for share in SHADES]


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
    colors = [_color(found[0]) for found in (collection.get_facecolor(), collection.get_edgecolor()) if len(found)]
    sizes: Any = getattr(collection, "get_sizes", tuple)()
    widths = np.ravel(collection.get_linewidth())
    return type(collection).__name__, colors, [_points(size) for size in (*sizes[:1], *widths[:1])]


def _legend(axes: Any) -> list[str]:
    """The words of the legend of an axes."""
    legend = axes.get_legend()
    return [_without_numbers(text.get_text()) for text in legend.get_texts()] if legend and legend.get_visible() else []


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
