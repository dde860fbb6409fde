"""Lateness: which hand-in is late, by how much, and what that costs."""

import json
from datetime import date, datetime, timedelta, timezone

import pytest

from grader.course.lateness import (
    LONGEST_GRACE,
    Deduction,
    Lateness,
    LatenessError,
    deduct,
    explain,
    from_dict,
    to_dict,
)

DUE = datetime(2026, 12, 1, 23, 59)  # a Tuesday
POLICY = Lateness(
    DUE,
    "Europe/Berlin",
    grace=15,
    percent_per_day=10,
    floor=40,
    last_day=date(2026, 12, 20),
    extensions={"eve@example.edu": datetime(2026, 12, 8, 12, 0)},
)


def found(when: datetime, *keys: str, policy: Lateness = POLICY) -> Deduction:
    deduction = deduct(policy, keys, when)
    assert deduction is not None
    return deduction


@pytest.mark.parametrize(
    ("when", "days", "percent"),
    [
        pytest.param(DUE, 0, 0, id="at the deadline"),
        pytest.param(DUE + timedelta(minutes=15), 0, 0, id="within the grace"),
        pytest.param(DUE + timedelta(minutes=16), 1, 10, id="a minute after the grace, counted from the deadline"),
        pytest.param(DUE + timedelta(days=1), 1, 10, id="a day to the minute"),
        pytest.param(DUE + timedelta(days=1, minutes=1), 2, 20, id="part of a day"),
        pytest.param(DUE + timedelta(days=9), 9, 60, id="the floor stays"),
        pytest.param(datetime(2026, 12, 20, 23, 59), 19, 60, id="on the last day"),
        pytest.param(datetime(2026, 12, 21, 0, 0), 20, 100, id="after the last day, where no floor holds"),
    ],
)
def test_each_day_or_part_of_one_costs_its_percent(when: datetime, days: int, percent: float) -> None:
    assert (found(when, "ada").days, found(when, "ada").percent) == (days, percent)


def test_an_extension_is_a_deadline_of_ones_own() -> None:
    in_time = found(datetime(2026, 12, 8, 11, 0), "7", "EVE@example.edu ")
    late = found(datetime(2026, 12, 8, 13, 0), "eve@example.edu")

    assert (in_time.days, in_time.percent, in_time.extended) == (0, 0, True)
    assert (late.days, late.percent) == (1, 10)
    assert found(datetime(2026, 12, 8, 11, 0), "", "ada").days == 7


def test_an_extension_beyond_the_last_day_still_counts() -> None:
    policy = Lateness(DUE, last_day=date(2026, 12, 3), extensions={"eve": datetime(2026, 12, 9, 23, 59)})

    assert found(datetime(2026, 12, 9, 20, 0), "eve", policy=policy).percent == 0
    assert found(datetime(2026, 12, 10, 0, 1), "eve", policy=policy).closed


def test_times_of_other_zones_are_compared_as_moments() -> None:
    in_new_york = datetime(2026, 12, 1, 17, 59, tzinfo=timezone(-timedelta(hours=5)))  # 23:59 in Berlin

    assert found(in_new_york, "ada").days == 0
    assert found(in_new_york + timedelta(minutes=16), "ada").days == 1
    assert found(in_new_york, "ada").handed.hour == 23


def test_the_hour_that_a_clock_skips_is_not_a_day() -> None:
    """In Berlin, 2027-03-28 has 23 hours."""
    policy = Lateness(datetime(2027, 3, 27, 12, 0), "Europe/Berlin", percent_per_day=10)

    assert found(datetime(2027, 3, 28, 13, 0), policy=policy).days == 1
    assert found(datetime(2027, 3, 28, 13, 1), policy=policy).days == 2


def test_a_day_of_25_hours_is_one_day() -> None:
    """In Berlin, 2026-10-25 has 25 hours."""
    policy = Lateness(datetime(2026, 10, 24, 23, 59), "Europe/Berlin", percent_per_day=10)

    assert found(datetime(2026, 10, 25, 23, 10), policy=policy).days == 1
    assert found(datetime(2026, 10, 26, 0, 1), policy=policy).days == 2


def test_an_hour_that_a_clock_shows_twice_is_late_the_second_time() -> None:
    policy = Lateness(datetime(2026, 10, 25, 2, 30), "Europe/Berlin", percent_per_day=10)

    assert found(datetime(2026, 10, 25, 2, 10), policy=policy).days == 0
    assert found(datetime(2026, 10, 25, 2, 10, fold=1), policy=policy).days == 1


def test_the_last_year_works_in_every_zone() -> None:
    for zone in ("America/New_York", "Pacific/Kiritimati"):
        policy = Lateness(datetime(2999, 12, 31, 23, 59), zone, grace=LONGEST_GRACE, percent_per_day=10)
        assert found(DUE, policy=policy).days == 0


def test_without_a_deadline_nothing_is_late() -> None:
    assert deduct(Lateness(), ["ada"], DUE) is None


def test_points_are_kept_to_the_hundredth() -> None:
    assert found(DUE + timedelta(days=2), "ada").left_of(47) == 37.6
    assert found(datetime(2026, 12, 25), "ada").left_of(47) == 0
    assert Deduction(DUE, DUE, 1, 33).left_of(0.5) == pytest.approx(0.34, abs=0.011)


@pytest.mark.parametrize(
    ("when", "sentence"),
    [
        (DUE, "Handed in 2026-12-01 23:59, in time for the deadline, 2026-12-01 23:59."),
        (
            DUE + timedelta(hours=1),
            "Handed in 2026-12-02 00:59, less than a day after the deadline, 2026-12-01 23:59: "
            "10 % of the points are taken.",
        ),
        (
            DUE + timedelta(days=1, hours=1),
            "Handed in 2026-12-03 00:59, 2 days (part of a day counts as one) after the deadline, 2026-12-01 23:59: "
            "20 % of the points are taken.",
        ),
        (
            datetime(2026, 12, 21, 8, 0),
            "Handed in 2026-12-21 08:00, 20 days (part of a day counts as one) after the deadline, 2026-12-01 23:59, "
            "and after the last day on which late work counts: no points are left.",
        ),
    ],
)
def test_the_sentence_says_when_how_late_and_how_much(when: datetime, sentence: str) -> None:
    assert explain(found(when, "ada")) == sentence


def test_the_sentence_names_an_extension() -> None:
    assert "in time for the extended deadline, 2026-12-08 12:00" in explain(
        found(datetime(2026, 12, 8, 9, 0), "eve@example.edu")
    )


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"deadline": DUE, "percent_per_day": 110}, "from 0 to 100"),
        ({"deadline": DUE, "floor": -1}, "from 0 to 100"),
        ({"deadline": DUE, "grace": -5}, "from 0 to 527,040"),
        ({"deadline": DUE, "grace": float("nan")}, "from 0 to"),
        ({"deadline": DUE, "grace": 1e12}, "from 0 to"),
        ({"deadline": datetime(9999, 12, 31, 23, 59)}, "deadline is in the year 9999. Give one from 1970 to 2999."),
        ({"deadline": DUE, "last_day": date(9999, 12, 31)}, "last_day is in the year 9999."),
        ({"deadline": DUE, "extensions": {"ada": datetime(1, 1, 1)}}, "the extension of ada is in the year 1."),
        ({"deadline": DUE, "timezone": "Berlin"}, "Europe/Berlin"),
        ({"deadline": DUE, "timezone": "../etc"}, "Europe/Berlin"),
        ({"percent_per_day": 10}, "Also give the deadline"),
        ({"extensions": {"eve": DUE}}, "Also give the deadline"),
    ],
)
def test_a_policy_that_cannot_be_meant_is_refused(values: dict[str, object], said: str) -> None:
    with pytest.raises(LatenessError, match=said):
        Lateness(**values)  # type: ignore[arg-type]


def test_a_policy_survives_json() -> None:
    assert Lateness(**from_dict(json.loads(json.dumps(to_dict(vars(POLICY)))))) == POLICY
    assert Lateness(**from_dict(json.loads(json.dumps(to_dict(vars(Lateness())))))) == Lateness()
