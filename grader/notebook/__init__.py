"""Notebooks: `%load_ext grader.notebook` brings the magics, and a process that grades the cells under `%%grade`."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


def load_ipython_extension(shell: "InteractiveShell") -> None:
    """What `%load_ext grader.notebook` does."""
    from grader.notebook.magics import KataMagics  # IPython is there, and nowhere else is it needed

    shell.register_magics(KataMagics(shell))


def unload_ipython_extension(shell: "InteractiveShell") -> None:
    """What `%unload_ext grader.notebook` does."""
    shell.magics_manager.registry["KataMagics"].close()
