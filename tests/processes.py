"""What tests ask of the processes that run on this machine."""

import contextlib

import psutil


def running(mark: str) -> int:
    """How many processes have the mark in their command, wherever they are."""
    found = 0
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            found += mark in process.cmdline() and process.status() != psutil.STATUS_ZOMBIE
    return found
