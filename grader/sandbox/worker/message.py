"""The message of an exception: its own text without escape codes and the libraries' own files, and its cause."""

import re

import plain

LONGEST = 600  # characters that are passed on; of a longer text its beginning and its end, where the cause is
HEAD = 350  # of those, from the beginning
MOST_CAUSES = 2
READ_AT_MOST = 100_000  # characters of a text that are looked at; TensorFlow's longest are 20,000

_ESCAPES = re.compile(r"(?:\x1b\[|\x9b)[0-9;:?]*[ -/]*[@-~]|\x1b(?:\][^\x07\x1b]*(?:\x07|\x1b\\)?)")
_PLACE = re.compile(r" \((?:[A-Za-z]:)?[/\\][^()]*\)$| \(unknown location\)$")  # where a library is on this machine
_NODE = re.compile(r"\s*\[\[\{\{node .*")
_FILE = re.compile(r"( *)File \"[^\"]*\", line \d+")
_HEADINGS = re.compile(r"\s*(?:Traceback|Detected at node|Stack trace for op|<stack traces? unavailable|in user code:)")


def message_of(error: BaseException) -> str:
    """The message of an exception, and below it the exceptions that it was raised from."""
    parts = [shortened(_cleaned(plain.text_of(error, READ_AT_MOST)))]
    cause = error.__cause__
    while cause is not None and len(parts) <= MOST_CAUSES:
        said = shortened(_cleaned(plain.text_of(cause, READ_AT_MOST)))
        parts.append(f"caused by {type(cause).__name__}" + (f": {said}" if said else ""))
        cause = cause.__cause__
    return "\n".join(parts)


def shortened(text: str) -> str:
    """The text, or its beginning and its end."""
    if len(text) <= LONGEST:
        return text
    return f"{text[:HEAD].rstrip()} … {text[HEAD - LONGEST :].lstrip()}"


def _cleaned(text: str) -> str:
    """The text without escape codes, frames of files that are not the student's to see, and blank lines."""
    kept: list[str] = []
    behind: int | None = None  # how far the frame above is indented, whose line of code may follow
    arguments = False
    for line in _ESCAPES.sub("", text).split("\n"):
        indent = len(line) - len(line.lstrip(" "))
        found = _FILE.match(line)
        if found is not None:
            behind = len(found[1])
        elif behind is not None and line.strip() and indent > behind:
            behind = None  # the line of code, or the marks below it
        elif line.startswith("Arguments received by "):
            arguments = True
        elif arguments and line.lstrip().startswith("•"):
            continue
        elif line.strip() and not _NODE.match(line) and not _HEADINGS.match(line):
            behind, arguments = None, False
            kept.append(line.rstrip())
    cleaned = "\n".join(kept).strip() if "\n" in text else _ESCAPES.sub("", text)
    return _PLACE.sub("", cleaned)
