"""Temporary folders of workers: how they are named, and removed whatever is in them."""

import contextlib
import os
import secrets
import shutil
import sys
import tempfile
from pathlib import Path

import psutil

OURS = "digit-kata-"  # begins the name of every temporary folder, the number of its process follows


def prefix() -> str:
    """The beginning of the names of this process' temporary folders."""
    return f"{OURS}{os.getpid()}-"


def sweep() -> None:
    """Remove the temporary folders of processes that were killed before they could."""
    for folder in Path(tempfile.gettempdir()).glob(f"{OURS}*-*"):
        number = folder.name.removeprefix(OURS).partition("-")[0]
        with contextlib.suppress(FileNotFoundError):  # its own process has removed it meanwhile
            mine = sys.platform == "win32" or folder.lstat().st_uid == os.getuid()
            if number.isdigit() and mine and not psutil.pid_exists(int(number)):
                remove_folder(folder)


LONGEST_PATH = 700  # characters of a folder's; macOS takes 1,024 with the name of a file in it, Linux 4,096


def remove_folder(folder: Path) -> None:
    """Remove a folder, whatever was put there: folders without rights, or nested deeper than a path may be long.

    Such a folder is moved to the top before it is emptied, so that the paths in it are short again.
    """
    if sys.platform == "win32":  # where a folder may be a link to another one, which shutil knows about
        shutil.rmtree(folder, ignore_errors=True)
        return
    if folder.is_symlink():  # it was moved away, and something else put into its place
        folder.unlink()
        return
    waiting = [folder]
    emptied = []
    while waiting:
        place = waiting.pop()
        with contextlib.suppress(OSError):  # here as below: what cannot be removed stays
            place.chmod(0o700)
            if len(str(place)) > LONGEST_PATH:
                place = place.rename(folder / secrets.token_hex(8))
            with os.scandir(place) as entries:
                for entry in list(entries):
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(Path(entry.path))
                    else:
                        _unlink(Path(entry.path))
        emptied.append(place)
    for place in reversed(emptied):  # the contents of another folder come after it
        with contextlib.suppress(OSError):
            place.rmdir()


def _unlink(file: Path) -> None:
    with contextlib.suppress(OSError):
        file.unlink()
