"""Options of `class` on late work: on their own, and on top of what the course says."""

import json
from datetime import date, datetime
from typing import Any

import click
import pytest

from grader.classroom.late_work import policy_of
from grader.cli.class_options import lateness_of, scale_of
from grader.course.lateness import Lateness, LatenessError, from_dict, to_dict

NONE: dict[str, Any] = {
    **dict.fromkeys(("deadline", "timezone", "grace", "late_percent", "late_floor", "last_day")),
    "extension": (),
}
COURSE = Lateness(
    datetime(2026, 12, 1, 23, 59), "Europe/Berlin", percent_per_day=10, extensions={"eve": datetime(2026, 12, 8, 12, 0)}
)


def policy(of_course: Lateness, given: dict[str, Any], kept: dict[str, Any] | None = None) -> Lateness:
    """The policy that options make of the course's, and of what options of earlier runs have said."""
    return policy_of(of_course, kept or {}, lateness_of(NONE | given)).policy


def test_without_a_deadline_nothing_is_late() -> None:
    assert policy(Lateness(), {}) == Lateness()


def test_all_options_make_a_policy() -> None:
    given = {
        "deadline": "2026-12-01 23:59", "timezone": "UTC", "grace": 5.0, "late_percent": 10.0, "late_floor": 40.0,
        "last_day": "2026-12-20", "extension": ("a=b@x.org=2026-12-03T12:00", "ada=2026-12-04"),
    }  # fmt: skip

    assert policy(Lateness(), given) == Lateness(
        datetime(2026, 12, 1, 23, 59), "UTC", 5, 10, 40, date(2026, 12, 20),
        {"a=b@x.org": datetime(2026, 12, 3, 12, 0), "ada": datetime(2026, 12, 4, 23, 59, 59)},
    )  # fmt: skip


def test_the_course_says_what_no_option_does() -> None:
    found = policy(COURSE, {"late_floor": 50.0, "extension": ("ada=2026-12-03T12:00",)})

    assert policy(COURSE, {}) == COURSE
    assert (found.deadline, found.percent_per_day, found.floor) == (COURSE.deadline, 10, 50)
    assert set(found.extensions) == {"ada", "eve"}
    assert policy(COURSE, {"deadline": "none"}) == Lateness()


def test_options_change_what_they_name_of_those_before() -> None:
    kept = from_dict(json.loads(json.dumps(to_dict(lateness_of(NONE | {
        "deadline": "2026-12-01", "late_percent": 10.0, "extension": ("ada=2026-12-04", "bo=2026-12-04"),
    })))))  # fmt: skip
    found = policy(Lateness(), {"extension": ("ada=2026-12-09",)}, kept)

    assert (found.deadline, found.percent_per_day) == (datetime(2026, 12, 1, 23, 59, 59), 10)
    assert [when.day for when in found.extensions.values()] == [9, 4]
    assert policy(Lateness(), {"deadline": "none"}, kept) == Lateness()
    assert policy(COURSE, {}, kept).extensions.keys() == {"ada", "bo", "eve"}
    floor = lateness_of(NONE | {"late_floor": 50.0})  # which was said of a deadline that the course had
    assert policy_of(Lateness(), floor, {}).policy == Lateness()
    removed = policy_of(COURSE, kept, lateness_of(NONE | {"deadline": "none"})).given
    assert policy(COURSE, {}, dict(removed)) == Lateness()  # until there is another
    assert policy(COURSE, {"deadline": "2026-12-02"}, dict(removed)).extensions == COURSE.extensions
    with pytest.raises(LatenessError, match="There is no --deadline"):
        policy(COURSE, {"extension": ("ada=2026-12-09",)}, dict(removed))


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
        policy(Lateness(), given)


@pytest.mark.parametrize(("text", "to", "auto"), [(None, None, False), ("auto", None, True), ("12,5", 12.5, False)])
def test_a_scale_is_a_number_or_the_systems(text: str | None, to: float | None, auto: bool) -> None:
    assert (scale_of(text).to, scale_of(text).auto) == (to, auto)


@pytest.mark.parametrize("text", ["0", "-1", "many", "nan", "inf"])
def test_no_other_scale_is_taken(text: str) -> None:
    with pytest.raises(click.UsageError, match="Give a number such as 10, or auto"):
        scale_of(text)
