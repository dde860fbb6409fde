"""Places along an axis of a figure: in cells of an image, and how far two of them overlap."""

import math


def place_of(position: float, ends: tuple[float, float], count: int) -> float | None:
    """The place of a position between two ends, in cells from the first one, or None if that cannot be said."""
    first, last = ends
    span = last - first
    place = (position - first) / span * count if math.isfinite(span) and span else math.nan
    return place if math.isfinite(place) else None


def index_of(position: float, ends: tuple[float, float], count: int) -> int | None:
    """The cell in which a position is, or None outside of all."""
    place = place_of(position, ends, count)
    return int(place) if place is not None and 0 <= place < count else None


def run_alike(ends: tuple[float, float], others: tuple[float, float]) -> bool:
    """Whether two ways along an axis have the same direction."""
    return (ends[1] - ends[0]) * (others[1] - others[0]) > 0


def part_of(ends: tuple[float, float], index: int, count: int) -> tuple[float, float]:
    """Where one of so many equal parts begins and ends."""
    first, step = ends[0], (ends[1] - ends[0]) / count
    return first + index * step, first + (index + 1) * step


def overlap(part: tuple[float, float], view: tuple[float, float]) -> float:
    """The share of a part that is within a view; 0 if that cannot be said."""
    (low, high), (view_low, view_high) = sorted(part), sorted(view)
    share = (min(high, view_high) - max(low, view_low)) / (high - low) if high > low else 0.0
    return max(share, 0.0) if math.isfinite(share) else 0.0
