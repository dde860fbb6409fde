"""What tests ask of the processes that run on this machine."""

import contextlib
import signal
import subprocess
from collections.abc import Mapping, Sequence

import psutil

from tests.conftest import ROOT


def started(line: Sequence[str], environment: Mapping[str, str] | None = None) -> "subprocess.Popen[str]":
    """A process whose output is kept, and which hears Ctrl-C: what a shell runs in the background would ignore it."""
    usual = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return subprocess.Popen(
            line, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
        )
    finally:
        signal.signal(signal.SIGINT, usual)


def running(mark: str) -> int:
    """How many processes have the mark in their command, wherever they are."""
    found = 0
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            found += mark in process.cmdline() and not has_ended(process)
    return found


def has_ended(process: psutil.Process) -> bool:
    """Whether a process is gone, or just waits for somebody to hear of its end."""
    try:
        return process.status() in (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD)
    except psutil.NoSuchProcess:
        return True
