"""Notebooks that were handed in: their definitions are picked in a worker, which is the only one to read them.

A notebook is JSON and Python from strangers, and reading either can take a process down.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from grader.sandbox.connection import Connection, WorkerLost
from grader.util.file_note import NOTEBOOK, FileNote
from grader.util.text import clean

LARGEST_NOTEBOOK = 20 << 20  # bytes; pictures in its outputs are most of it
PICK_LIMIT = 20.0  # seconds; it takes 0.01
LONGEST_NOTE = 600  # characters
_EXPORTED = re.compile(r"^(?:# %%|# In\[|get_ipython\(\))", re.MULTILINE)


class NotebookRefused(Exception):
    """Nothing can be picked from it: a sentence that ends with the next thing to do."""


@dataclass(frozen=True)
class Picked:
    """The text of each module that is in a notebook, and what is to be said of it, a sentence each."""

    sources: Mapping[str, str]
    notes: tuple[FileNote, ...]


def is_exported(text: str) -> bool:
    """Whether a Python file was exported from a notebook: it has marks of cells, or lines that only a notebook runs."""
    return _EXPORTED.search(text) is not None


@lru_cache(maxsize=16)  # watch mode reads the same files again and again
def picked(name: str, text: str, wanted: tuple[tuple[str, tuple[str, ...]], ...], *, exported: bool = False) -> Picked:
    """Pick modules out of a notebook.

    Args:
        name: of the file, for the sentences.
        text: of it.
        wanted: modules, each with the functions that it is to have; with none, it gets all that the notebook defines.
        exported: whether it is Python and not JSON; its lines stay where they are.

    Raises:
        NotebookRefused: it is not a notebook, or there is no end to it.
        NotStarted, Unjudged: no worker can be had.
    """
    functions = {module: list(names) for module, names in wanted}
    worker = Connection()
    try:
        content = np.frombuffer(text.encode(), dtype=np.uint8)  # of an array, more may cross than of a text
        request = {"content": content, "wanted": functions, "exported": exported}
        reply = worker.ask(f"Reading {name}", PICK_LIMIT, op="pick", **request)
    except WorkerLost as lost:
        raise NotebookRefused(f"{lost} Keep just the cells with your functions.") from lost
    finally:
        worker.close()
    match reply:
        case {"refused": str(sentence)}:
            raise NotebookRefused(clean(sentence[:LONGEST_NOTE]))
        case {"sources": dict(sources), "notes": list(notes)}:
            found = {module: str(sources[module]) for module in functions if module in sources}
            said = (f"{name}: {clean(str(note)[:LONGEST_NOTE])}" for note in notes)
            return Picked(found, tuple(FileNote(sentence, NOTEBOOK) for sentence in said))
    raise NotebookRefused("it could not be read. Hand in the modules, files that end in .py.")
