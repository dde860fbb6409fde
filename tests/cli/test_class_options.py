"""Options of `class` on late work: on their own, and on top of what the course says."""

from datetime import date, datetime
from typing import Any

import click
import pytest

from grader.cli.class_options import lateness_of, scale_of
from grader.course.lateness import Lateness, LatenessError

NONE: dict[str, Any] = {
    **dict.fromkeys(("deadline", "timezone", "grace", "late_percent", "late_floor", "last_day")),
    "extension": (),
}
COURSE = Lateness(
    datetime(2026, 12, 1, 23, 59), "Europe/Berlin", percent_per_day=10, extensions={"eve": datetime(2026, 12, 8, 12, 0)}
)


def test_without_a_deadline_there_is_no_policy() -> None:
    assert lateness_of(NONE, Lateness()) is None


def test_all_options_make_a_policy() -> None:
    given = {
        "deadline": "2026-12-01 23:59", "timezone": "UTC", "grace": 5.0, "late_percent": 10.0, "late_floor": 40.0,
        "last_day": "2026-12-20", "extension": ("a=b@x.org=2026-12-03T12:00", "ada=2026-12-04"),
    }  # fmt: skip

    assert lateness_of(given, Lateness()) == Lateness(
        datetime(2026, 12, 1, 23, 59), "UTC", 5, 10, 40, date(2026, 12, 20),
        {"a=b@x.org": datetime(2026, 12, 3, 12, 0), "ada": datetime(2026, 12, 4, 23, 59, 59)},
    )  # fmt: skip


def test_the_course_says_what_no_option_does() -> None:
    found = lateness_of(NONE | {"late_floor": 50.0, "extension": ("ada=2026-12-03T12:00",)}, COURSE)

    assert lateness_of(NONE, COURSE) == COURSE
    assert found is not None
    assert (found.deadline, found.percent_per_day, found.floor) == (COURSE.deadline, 10, 50)
    assert set(found.extensions) == {"ada", "eve"}
    assert lateness_of(NONE | {"deadline": "none"}, COURSE) == Lateness()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"late_percent": 10.0}, "no --deadline"),
        ({"late_percent": 0.0}, "no --deadline"),
        ({"extension": ("ada=2026-12-03",)}, "no --deadline"),
        ({"deadline": "tomorrow"}, "not a time"),
        ({"deadline": "2026-12-01", "extension": ("ada",)}, "not STUDENT=TIME"),
        ({"deadline": "2026-12-01", "extension": ("=2026-12-03",)}, "not STUDENT=TIME"),
        ({"deadline": "2026-12-01", "timezone": "Berlin"}, "Europe/Berlin"),
        ({"deadline": "2026-12-01", "late_percent": 101.0}, "from 0 to 100"),
    ],
)
def test_what_cannot_be_meant_is_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises((click.UsageError, LatenessError), match=said):
        lateness_of(NONE | given, Lateness())


@pytest.mark.parametrize(("text", "to", "auto"), [(None, None, False), ("auto", None, True), ("12,5", 12.5, False)])
def test_a_scale_is_a_number_or_the_systems(text: str | None, to: float | None, auto: bool) -> None:
    assert (scale_of(text).to, scale_of(text).auto) == (to, auto)


@pytest.mark.parametrize("text", ["0", "-1", "many", "nan", "inf"])
def test_no_other_scale_is_taken(text: str) -> None:
    with pytest.raises(click.UsageError, match="Give a number such as 10, or auto"):
        scale_of(text)
