"""Lateness: how late a hand-in is, and what that costs; pure functions of a policy and a time."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from grader.util.errors import Stopped

WHOLE = 100  # percent
DAY = timedelta(days=1)
YEARS = range(1970, 3000)  # of times; others are slips, or mean "never"
LONGEST_GRACE = 366 * 24 * 60  # minutes


class LatenessError(Stopped):
    """The policy cannot be meant.

    Attributes:
        message: why, a sentence.
        remedy: the next thing to do, another one.
        key: what is wrong, where it is one thing.
    """

    def __init__(self, message: str, remedy: str, key: str = "") -> None:
        super().__init__(f"{message} {remedy}")
        self.message, self.remedy, self.key = message, remedy, key


@dataclass(frozen=True)
class Lateness:
    """What a late hand-in costs.

    Attributes:
        deadline: the last moment that is not late; in `timezone` unless it has a zone of its own. None: nothing is
            ever late.
        timezone: a name of the IANA database, such as Europe/Berlin; empty: this computer's. The times that a course's
            system writes are in it, too.
        grace: minutes after the deadline that are not counted as late.
        percent_per_day: percent of the points that each day, or part of one, takes.
        floor: percent of the points that lateness never takes.
        last_day: the last day on which late work counts; later, it earns nothing. None: there is no such day.
        extensions: a deadline of their own for some students, by id, e-mail address or login.
    """

    deadline: datetime | None = None
    timezone: str = ""
    grace: float = 0
    percent_per_day: float = 0
    floor: float = 0
    last_day: date | None = None
    extensions: Mapping[str, datetime] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _refuse_outside("percent_per_day", self.percent_per_day)
        _refuse_outside("floor", self.floor)
        if not 0 <= self.grace <= LONGEST_GRACE:
            raise LatenessError(
                f"grace is {self.grace:g} minutes.", f"Give a number from 0 to {LONGEST_GRACE:,}.", "grace"
            )
        _refuse_odd_year("deadline", self.deadline)
        _refuse_odd_year("last_day", self.last_day)
        for whose, when in self.extensions.items():
            _refuse_odd_year("extensions", when, f"the extension of {whose}")
        if self.deadline is None and (self.extensions or self.percent_per_day or self.last_day):
            raise LatenessError("There is no deadline, so nothing can be late.", "Also give the deadline.")
        if self.deadline is not None and self.last_day is not None and self.last_day < self.deadline.date():
            raise LatenessError(f"last_day is {self.last_day}, before the deadline.", "Give a later day.", "last_day")
        zone_of(self)  # that it exists is seen now, not when the first student is late


@dataclass(frozen=True)
class Deduction:
    """What lateness takes from one student's points.

    Attributes:
        handed: when it was handed in.
        due: when it had to be.
        days: since then, a part of one counted as one; 0 where it is in time.
        percent: of the points that are taken.
        extended: whether the student's deadline is an extension.
        closed: whether it came after the last day.
    """

    handed: datetime
    due: datetime
    days: int = 0
    percent: float = 0
    extended: bool = False
    closed: bool = False

    def left_of(self, points: float) -> float:
        """The points that are left of some, to the hundredth."""
        return round(points * (WHOLE - self.percent) / WHOLE, 2)


def deduct(policy: Lateness, keys: Iterable[str], handed: datetime) -> Deduction | None:
    """What the policy takes for a hand-in at a time; None where there is no deadline.

    Args:
        policy: of the course.
        keys: what the student is known by: id, e-mail address, login.
        handed: when; in the policy's zone unless it has one of its own.

    >>> policy = Lateness(datetime(2026, 12, 1, 23, 59), "UTC", percent_per_day=10)
    >>> deduct(policy, ["ada"], datetime(2026, 12, 3, 8, 0)).percent
    20
    """
    if policy.deadline is None:
        return None
    zone = zone_of(policy)
    own = extension_of(policy, keys)
    due, handed = placed(own or policy.deadline, zone), placed(handed, zone)
    extended = own is not None
    if handed.astimezone(UTC) <= due.astimezone(UTC) + timedelta(minutes=policy.grace):
        return Deduction(handed, due, extended=extended)
    # A day of 23 or 25 hours costs no more than any other: it has passed when both 24 hours and the clock say so.
    by_clock = handed.replace(tzinfo=None) - due.replace(tzinfo=None)
    days = max(1, math.ceil(min(handed.astimezone(UTC) - due.astimezone(UTC), by_clock) / DAY))
    if policy.last_day is not None and handed.astimezone(zone).date() > max(policy.last_day, due.date()):
        return Deduction(handed, due, days, WHOLE, extended, closed=True)
    percent = min(days * policy.percent_per_day, WHOLE - policy.floor)
    return Deduction(handed, due, days, percent, extended)


def extension_of(policy: Lateness, keys: Iterable[str]) -> datetime | None:
    """A student's own deadline, if there is one."""
    known = {key.strip().casefold() for key in keys if key.strip()}
    return next((when for key, when in policy.extensions.items() if key.strip().casefold() in known), None)


def explain(deduction: Deduction) -> str:
    """The deduction as a sentence for the student."""
    due = f"{'the extended deadline' if deduction.extended else 'the deadline'}, {_minute(deduction.due)}"
    said = f"Handed in {_minute(deduction.handed)}"
    if not deduction.days:
        return f"{said}, in time for {due}."
    days = "less than a day" if deduction.days == 1 else f"{deduction.days} days (part of a day counts as one)"
    if deduction.closed:
        return f"{said}, {days} after {due}, and after the last day on which late work counts: no points are left."
    taken = f"{deduction.percent:g} % of the points are taken" if deduction.percent else "no points are taken"
    return f"{said}, {days} after {due}: {taken}."


def zone_of(policy: Lateness) -> tzinfo | None:
    """The policy's zone; None stands for this computer's.

    Raises:
        LatenessError: there is no zone of that name.
    """
    if not policy.timezone:
        return None
    try:
        return ZoneInfo(policy.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise LatenessError(
            f"There is no time zone {policy.timezone!r}.",
            "Name one such as Europe/Berlin or America/New_York.",
            "timezone",
        ) from error


def changed(policy: Lateness, fields: Mapping[str, Any]) -> Lateness:
    """The policy with other fields; extensions are added to those that it has. A deadline of None is no policy.

    Raises:
        LatenessError: without a deadline there is nothing to change, or a field cannot be meant.
    """
    removed = "deadline" in fields and fields["deadline"] is None
    if removed and len(fields) == 1:
        return Lateness()
    if fields and (removed or ("deadline" not in fields and policy.deadline is None)):
        raise LatenessError("There is no --deadline, so nothing is late.", "Also give --deadline.")
    return replace(policy, **{**fields, **together(policy.extensions, fields.get("extensions", {}))})


def together(extensions: Mapping[str, datetime], others: Mapping[str, datetime]) -> dict[str, Any]:
    """The field of both, in which the others count where a student has two."""
    return {"extensions": {**extensions, **others}} if extensions or others else {}


def to_dict(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of a policy as values that JSON takes."""
    plain: dict[str, Any] = {
        name: value.isoformat() if isinstance(value, date) else value for name, value in fields.items()
    }
    if "extensions" in plain:
        plain["extensions"] = {key: when.isoformat() for key, when in plain["extensions"].items()}
    return plain


def from_dict(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that `to_dict` was given."""
    fields = dict(values)
    for name, read in (("deadline", datetime.fromisoformat), ("last_day", date.fromisoformat)):
        if fields.get(name):
            fields[name] = read(fields[name])
    if "extensions" in fields:
        fields["extensions"] = {key: datetime.fromisoformat(when) for key, when in fields["extensions"].items()}
    return fields


def placed(when: datetime, zone: tzinfo | None) -> datetime:
    """A time with its zone; in this one where it has none, or in this computer's where that is None."""
    if when.tzinfo is not None:
        return when.astimezone(zone)
    return when.replace(tzinfo=zone) if zone is not None else when.astimezone()


def _minute(when: datetime) -> str:
    return when.strftime("%Y-%m-%d %H:%M")


def _refuse_odd_year(key: str, when: date | None, name: str = "") -> None:
    """Refuse a day or a moment that zones cannot be reckoned with."""
    if when is not None and when.year not in YEARS:
        first, last = YEARS[0], YEARS[-1]
        raise LatenessError(f"{name or key} is in the year {when.year}.", f"Give one from {first} to {last}.", key)


def _refuse_outside(name: str, percent: float) -> None:
    if not 0 <= percent <= WHOLE:
        raise LatenessError(f"{name} is {percent:g}.", "Give a number of percent from 0 to 100.")
