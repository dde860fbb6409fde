"""An upload is a folder as a student handed it in: the modules may be in a folder of a folder."""

import os
from collections.abc import Collection
from pathlib import Path

DEEPEST = 4  # folders in each other
MOST_FOLDERS = 500


def modules_folder(upload: Path, modules: Collection[str]) -> Path:
    """The folder that has most of the modules, the one nearest to the top among equals; links are not followed.

    Args:
        upload: folder; it is what is returned when none is better.
        modules: names without `.py`.
    """
    level, seen = [upload], 0
    best, most = upload, 0
    for _ in range(DEEPEST):
        following: list[Path] = []
        for folder in level[: MOST_FOLDERS - seen]:
            seen += 1
            count, folders = _contents(folder, modules)
            if count > most:
                best, most = folder, count
            following += folders
        level = following
    return best


def _contents(folder: Path, modules: Collection[str]) -> tuple[int, list[Path]]:
    """How many of the modules are in the folder, and the folders in it that may have some, by name."""
    found: set[str] = set()
    folders = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                name = entry.name
                if entry.is_dir(follow_symlinks=False):
                    if not name.startswith((".", "__")):  # .git, .ipynb_checkpoints, __MACOSX, __pycache__
                        folders.append(Path(entry.path))
                elif entry.is_file(follow_symlinks=False) and _stem(name) in modules:
                    found.add(_stem(name))
    except OSError:
        return 0, []  # what cannot be listed has nothing for us
    return len(found), sorted(folders)


def _stem(name: str) -> str:
    """The name of a module or a notebook without its ending; of other files, the whole name."""
    return name.removesuffix(".py") if name.endswith(".py") else name.removesuffix(".ipynb")
