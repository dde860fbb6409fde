"""Versions of a gradebook's tables, and what makes one of an older version one of today's."""

import json
import secrets
import sqlite3
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from grader.classroom.gradebook_rows import packed, unpacked
from grader.report.feedback import Feedback
from grader.util.file_note import DRAFT, IGNORED, NOTEBOOK, RENAMED

VERSION = 5  # of the tables; an older one is carried over, a newer one is refused


def carry_over(base: sqlite3.Connection, version: int) -> None:
    """Make the tables those of today, within the transaction of the caller.

    Raises:
        zlib.error, ValueError, TypeError, LookupError, AttributeError: a value in it cannot be read.
    """
    for number in range(version, VERSION):
        _STEPS[number](base)
    base.execute(f"PRAGMA user_version = {VERSION}")


def new_secret(base: sqlite3.Connection) -> None:
    """Draw the secret of a gradebook that has none."""
    base.execute("INSERT INTO secret VALUES (?)", (secrets.token_bytes(32),))


def _from_1(base: sqlite3.Connection) -> None:
    """Fresh inputs came, and notes on what was handed in."""
    base.execute("CREATE TABLE secret (value BLOB NOT NULL)")
    for column, default in (("notes", "[]"), ("handed", ""), ("late", "")):
        base.execute(f"ALTER TABLE submissions ADD COLUMN {column} TEXT NOT NULL DEFAULT '{default}'")
    new_secret(base)


def _from_2(base: sqlite3.Connection) -> None:
    """Feedback and faults, which were texts, became records; lateness and notes of the instructor's came."""
    base.execute("CREATE TABLE policy (value TEXT NOT NULL)")
    base.execute("CREATE TABLE lateness (student TEXT PRIMARY KEY, deduction TEXT NOT NULL)")
    base.execute(
        "CREATE TABLE notes (id INTEGER PRIMARY KEY, student TEXT NOT NULL REFERENCES students, "
        "exercise TEXT NOT NULL, text TEXT NOT NULL, author TEXT NOT NULL, at TEXT NOT NULL)"
    )
    _rewrite(base, "outcomes", _with_records)
    _rewrite(base, "submissions", _with_faults)


def _from_3(base: sqlite3.Connection) -> None:
    """Notes on files, which were sentences, got a word for a table."""
    for number, notes in base.execute("SELECT id, notes FROM submissions").fetchall():
        renewed = json.dumps([(_word(note), note) for note in json.loads(notes)])
        base.execute("UPDATE submissions SET notes = ? WHERE id = ?", (renewed, number))


def _from_4(base: sqlite3.Connection) -> None:
    """What a run says of scores is kept, and how an outcome took the place of another."""
    base.execute("ALTER TABLE changes ADD COLUMN how TEXT NOT NULL DEFAULT 'graded'")
    base.execute(
        "CREATE TABLE told (exercises TEXT NOT NULL, student TEXT NOT NULL, content TEXT NOT NULL, "
        "PRIMARY KEY (exercises, student))"
    )


def _word(note: str) -> str:
    """The word for a sentence of that version, which had none beside it."""
    if note.startswith("It is a draft"):
        return DRAFT
    if ".ipynb was taken for " in note or ".ipynb: " in note:
        return NOTEBOOK
    return RENAMED if " was taken for " in note else IGNORED


def _rewrite(base: sqlite3.Connection, table: str, renew: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    numbers = base.execute(f"SELECT id FROM {table} WHERE content IS NOT NULL").fetchall()  # noqa: S608  two names, ours
    for number in numbers:
        (content,) = base.execute(f"SELECT content FROM {table} WHERE id = ?", number).fetchone()  # noqa: S608
        renewed = packed(renew(unpacked(content)))
        base.execute(f"UPDATE {table} SET content = ? WHERE id = ?", (renewed, *number))  # noqa: S608


def _with_records(outcome: dict[str, Any]) -> dict[str, Any]:
    return {**outcome, "search_fault": "", "checks": list(map(_with_record, outcome["checks"]))}


def _with_record(check: dict[str, Any]) -> dict[str, Any]:
    head, bracket, case = check["name"].partition("[")
    said = check["feedback"]
    return {
        "id": f"check_{head.replace(' ', '_')}{bracket}{case}",
        "claim": check["claim"],
        "status": check["status"],
        "feedback": asdict(Feedback("text", reason=said)) if said else None,
        "printed": check["printed"],
    }


def _with_faults(submission: dict[str, Any]) -> dict[str, Any]:
    faults = {name: {"kind": "not_read", "reason": said} for name, said in submission["faults"].items()}
    return {**submission, "faults": faults}


_STEPS: dict[int, Callable[[sqlite3.Connection], None]] = {1: _from_1, 2: _from_2, 3: _from_3, 4: _from_4}
