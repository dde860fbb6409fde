"""The file of a gradebook: opened, locked, carried over from an older version, and its faults as sentences."""

import contextlib
import os
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from grader.classroom.gradebook_versions import VERSION, carry_over, new_secret
from grader.util.errors import Stopped
from grader.util.exit_status import OUR_FAULT

APPLICATION = 0x444B4742  # "DKGB", by which a file is known as one of ours
PATIENCE = 1.0  # seconds to wait for a lock: as long as an adjustment holds it

SCHEMA = Path(__file__).with_name("schema.sql")


class GradebookError(Stopped):
    """The file cannot be used as a gradebook, with the next thing to do."""


class GradebookFull(GradebookError):
    """The file cannot be written, or no longer."""

    status = OUR_FAULT


class GradebookFile:
    """The file, open and locked until `close`; used as a context.

    One of an older version is read as a copy in memory that is of today's, and carried over when it is first written.

    Attributes:
        file: its path.
        is_new: whether it was made now.
        carried: that it was carried over, a sentence; or nothing.

    Raises, as do all its methods:
        GradebookError: it is not a gradebook, damaged, locked, or of a newer version.
        GradebookFull: it cannot be written.
    """

    def __init__(self, file: Path, *, create: bool = True) -> None:
        self.file = file
        self.carried = ""
        if file.is_dir():
            raise GradebookError(f"{file} is a folder. Name a file for the gradebook.")
        if file.exists() and not file.is_file():
            raise GradebookError(f"{file} is not a regular file. Name another file for the gradebook.")
        if not file.exists() and not create:
            raise GradebookError(f"{file}: there is no such gradebook. Name the file that `class` wrote.")
        if not file.parent.is_dir():
            raise GradebookError(f"{file.parent}: there is no such folder. Make it, or name another gradebook.")
        self.is_new = not file.exists()
        self._held = -1  # tells whether the file is still there; closed last, for that lets go of SQLite's locks
        with contextlib.suppress(OSError):  # SQLite says it better
            if self.is_new:
                file.touch(mode=0o600)  # grades, and the secret
            self._held = os.open(file, os.O_RDONLY)
        with self._explained():
            self._stored = sqlite3.connect(file, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
        self._base = self._stored  # what is read: the file, or its copy
        self._version = VERSION  # of the file
        try:
            with self._explained():
                self._open()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Let others have it."""
        self._base.close()
        self._stored.close()
        if self._held >= 0:
            os.close(self._held)
            self._held = -1

    def discard_new(self) -> None:
        """If the file was made when it was opened, close it and take it away: it has nothing in it."""
        if self.is_new:
            self.close()
            self.file.unlink(missing_ok=True)

    def _open(self) -> None:
        base = self._stored
        base.execute("PRAGMA locking_mode = EXCLUSIVE")
        base.execute("PRAGMA trusted_schema = OFF")  # the file may come from anywhere
        base.execute("BEGIN EXCLUSIVE")  # and locked it stays
        try:
            self._see_whose()
            base.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                base.execute("ROLLBACK")
            raise
        base.execute("PRAGMA foreign_keys = ON")
        base.execute("PRAGMA synchronous = EXTRA")  # what was stored survives a power cut too
        if base.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise self._damaged()
        if self._version < VERSION:
            self._copy_of_today()

    def _see_whose(self) -> None:
        """Make the tables in a new file; refuse what is not ours."""
        base = self._stored
        application, version = (
            base.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
        )
        empty = base.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
        if empty and application == 0 and version == 0:
            for statement in _statements(SCHEMA.read_text(encoding="utf-8")):
                base.execute(statement)
            new_secret(base)
            base.execute(f"PRAGMA application_id = {APPLICATION}")
            base.execute(f"PRAGMA user_version = {VERSION}")
        elif application != APPLICATION:
            raise self._foreign()
        elif version > VERSION:
            raise GradebookError(
                f"{self.file} is a gradebook of version {version}, and this kit reads {VERSION}. Take a newer kit."
            )
        elif version < VERSION:
            self._version = version

    def _copy_of_today(self) -> None:
        """Read an older gradebook as a copy that is of today's version."""
        self._base = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self._base.execute("PRAGMA trusted_schema = OFF")
        self._stored.backup(self._base)
        with self._reading():
            carry_over(self._base, self._version)

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """All of what is done in it is stored, or nothing."""
        with self._explained():
            self._refuse_replaced()
            self._stored.execute("BEGIN IMMEDIATE")
            try:
                if self._base is not self._stored:
                    self._carry_over()
                yield self._stored
                self._stored.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(sqlite3.Error):  # a full disk has ended the transaction already
                    self._stored.execute("ROLLBACK")
                raise
            if self._base is not self._stored:
                self._base.close()
                self._base = self._stored
                self.carried = (
                    f"{self.file} was a gradebook of version {self._version} and is of version {VERSION} now: use it "
                    "with this kit or a newer one. Older kits cannot open it."
                )

    def _carry_over(self) -> None:
        """Make the file what its copy is."""
        carry_over(self._stored, self._version)
        (secret,) = self._base.execute("SELECT value FROM secret").fetchone()  # it may have been drawn for the copy
        self._stored.execute("UPDATE secret SET value = ?", (secret,))

    def _refuse_replaced(self) -> None:
        """See that the file that was opened still has a name: SQLite goes on writing into one that was deleted."""
        if self._held >= 0 and not os.fstat(self._held).st_nlink:
            raise GradebookFull(f"{self.file} was deleted or replaced while it was in use. Start again.")

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn what SQLite says into a sentence."""
        try:
            yield
        except sqlite3.IntegrityError:
            raise
        except sqlite3.DatabaseError as error:
            raise self._sentence(error) from error
        except UnicodeDecodeError as error:  # of a text in the file, or of SQLite's own message that quotes one
            raise self._damaged() from error

    @contextlib.contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """Turn what SQLite says, and what cannot be read in the file, into a sentence."""
        with self._explained():
            try:
                yield self._base
            except (zlib.error, ValueError, TypeError, LookupError, AttributeError) as error:
                raise self._damaged() from error

    def _sentence(self, error: sqlite3.DatabaseError) -> GradebookError:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF  # without what extends it
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return GradebookError(f"{self.file} is in use by another run. Wait until it ends, then try again.")
        if code == sqlite3.SQLITE_NOTADB:
            return self._foreign()
        if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
            return GradebookFull(
                f"{self.file} cannot be written ({error}): is the disk full? Free some space and start "
                "again; earlier results are kept."
            )
        if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
            return GradebookFull(
                f"{self.file} cannot be opened for writing ({error}). Make it writable. Another gradebook would start "
                "without the earlier results."
            )
        return self._damaged()

    def _foreign(self) -> GradebookError:
        return GradebookError(f"{self.file} is not a gradebook and was not changed. Name another file.")

    def _damaged(self) -> GradebookError:
        return GradebookError(f"{self.file} is damaged. Restore a copy, or name another file and grade again.")


def _statements(script: str) -> Iterator[str]:
    """The statements of a script, one by one: `executescript` would end the transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
