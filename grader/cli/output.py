"""Standard output and error as commands write on them: no sign, no closed pipe and no full disk ends a grading."""

import codecs
import errno
import io
import os
import sys
from pathlib import Path
from typing import IO, Any

ERRORS = "digit-kata"  # the name of what becomes of signs that the encoding cannot say
# What replaces our own signs there; `?` replaces the rest.
NOBODY_READS = (errno.EPIPE, errno.EINVAL, errno.EBADF)  # Windows says EINVAL of a pipe that is closed
PLAIN = {
    **dict.fromkeys("█▉▊▋▌▐", "#"),
    **dict.fromkeys("░▍▎▏▕─━–—−‐", "-"),  # noqa: RUF001  these signs are meant
    **dict.fromkeys("‘’", "'"),  # noqa: RUF001  as above
    **dict.fromkeys("“”„", '"'),
    **dict(zip("✔✘·↷│\N{NO-BREAK SPACE}", "+x.>| ", strict=True)),
    **{"×": "x", "…": "...", "→": "->", "≤": "<=", "≥": ">="},  # noqa: PIE800,RUF001  pairs are read more easily so
}


class _Patient(io.FileIO):
    """A pipe or file that takes everything; once it can take no more, it says so and drops the rest."""

    lost: OSError | None = None

    def write(self, data: Any, /) -> int:
        if self.lost is None:
            try:
                return super().write(data) or 0
            except OSError as error:
                self.lost = error
        return memoryview(data).nbytes


def settle() -> None:
    """Make both streams such that writing on them never fails."""
    codecs.register_error(ERRORS, _in_plain_signs)
    sys.stdout = _settled(sys.stdout)
    sys.stderr = _settled(sys.stderr)


def say(sentence: str, *, err: bool = False) -> None:
    """Print a line."""
    stream = sys.stderr if err else sys.stdout
    stream.write(f"{sentence}\n")
    stream.flush()


def lost(stream: IO[Any] | None = None) -> OSError | None:
    """Why nobody can read what is written any more: the pipe was closed, the disk is full. None while all is well."""
    stream = stream or sys.stdout
    return getattr(getattr(getattr(stream, "buffer", None), "raw", None), "lost", None)


def _settled(stream: Any) -> Any:
    if stream is None:  # it was closed before we were started
        return Path(os.devnull).open("w", encoding="utf-8")
    try:
        number = stream.fileno()
        if stream.isatty():
            stream.reconfigure(errors=ERRORS)
            return stream
        stream.flush()
    except (OSError, ValueError, AttributeError):  # a stream of a test's, or another one that is not a file
        return stream
    return io.TextIOWrapper(
        io.BufferedWriter(_Patient(number, "w", closefd=False)),
        encoding=stream.encoding,
        errors=ERRORS,
        line_buffering=bool(stream.line_buffering or stream.write_through),
    )


def _in_plain_signs(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(PLAIN.get(sign, "?") for sign in error.object[error.start : error.end]), error.end
