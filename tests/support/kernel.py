"""A real kernel in a copy of the kit, asked as Jupyter asks it."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from tests.support.far import environment_of

SETUP = "import sys\nsys.path.insert(0, '.')\n%load_ext grader.notebook"


@dataclass
class Kernel:
    """Runs cells, one after the other, in one kernel."""

    client: NotebookClient
    count: int = 0

    def run(self, code: str) -> list[Any]:
        """The outputs of a cell."""
        cell = nbformat.v4.new_code_cell(code)
        self.client.nb.cells.append(cell)
        self.client.execute_cell(cell, len(self.client.nb.cells) - 1)
        return list(cell.outputs)

    def shown(self, code: str, kind: str = "text/plain") -> str:
        """What a cell shows."""
        outputs = self.run(code)
        return "\n".join(each["data"][kind] for each in outputs if kind in each.get("data", {}))


@contextlib.contextmanager
def kernel(kit: Path, **environment: str) -> Iterator[Kernel]:
    """A kernel that was started in the top folder of a kit, with the magics loaded; measured where this process is."""
    notebook = nbformat.v4.new_notebook()
    client = NotebookClient(
        notebook,
        timeout=300,
        # Outputs may come after the answer, on a busy machine many seconds after it: nbclient would do without them.
        iopub_timeout=300,
        raise_on_iopub_timeout=True,
        kernel_name="python3",
        resources={"metadata": {"path": str(kit)}},
    )
    own = {"IPYTHONDIR": str(kit / ".ipython"), **environment}
    with client.setup_kernel(cwd=str(kit), env={**environment_of(kit), **own}):
        made = Kernel(client)
        made.run(SETUP)
        yield made
