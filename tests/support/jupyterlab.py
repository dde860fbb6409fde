"""JupyterLab for tests: started by `nox -s notebook` in a copy of the kit, and used in a browser as a student does."""

import contextlib
import os
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.support import sessions
from tests.support.browser import Browser
from tests.support.far import environment_of

KEY = "kata"  # lets one in; the server listens to this machine alone
PATIENCE = 50_000  # milliseconds until what is waited for in the page is late; a cell takes hundreds
ENDING = 60.0  # seconds until it has ended; it takes one
# In the page: `until` waits for what changes in it, without asking again and again.
HELPERS = """
window.until = ready => new Promise((done, fail) => {
    const late = setTimeout(() => { watcher.disconnect(); fail(Error(`${ready} never was`)); }, PATIENCE);
    const end = found => { watcher.disconnect(); clearTimeout(late); done(found); };
    const look = () => { const found = ready(); if (found) end(found); };
    const watcher = new MutationObserver(look);
    watcher.observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
    look();
});
window.panel = () => jupyterapp.shell.currentWidget;
window.cell = id => panel().content.widgets.find(each => each.model.id === id);
window.number = id => (cell(id).node.querySelector(".jp-InputPrompt").textContent.match(/\\d+/) || [""])[0];
0
"""
OPENED = """
until(() => window.jupyterapp && panel()?.context?.path === "NOTEBOOK")
    .then(() => panel().context.ready)
    .then(() => panel().sessionContext.ready)
    .then(() => panel().sessionContext.session.kernel.info)
    .then(() => 0)
"""
# The cursor goes into the text of a cell; one that is out of sight has none until it is brought into view.
ENTERED = """
(async id => {
    const notebook = panel().content;
    await notebook.scrollToItem(notebook.widgets.indexOf(cell(id)));
    (await until(() => cell(id).node.querySelector(".cm-content"))).focus();
    await until(() => notebook.activeCell === cell(id) && notebook.mode === "edit" && cell(id).editor.hasFocus());
})("CELL").then(() => 0)
"""
# A cell shows its number when all that it has to show has come.
RAN = """
until(() => !["", "BEFORE"].includes(number("CELL")))
    .then(() => cell("CELL").outputArea.node.innerText)
"""


@contextlib.contextmanager
def served(kit: Path) -> Iterator[str]:
    """JupyterLab in a copy of the kit, with notebooks in it: its address, with the key that lets one in.

    Args:
        kit: a copy of the kit; what JupyterLab and its kernels write goes next to it.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = kit.parent / "home"
    folders = {f"JUPYTER_{name}_DIR": str(home / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    lab = {f"JUPYTERLAB_{name}_DIR": str(home / name.lower()) for name in ("SETTINGS", "WORKSPACES")}
    own = {**folders, **lab, "IPYTHONDIR": str(home / "ipython"), "JUPYTER_TOKEN": KEY}
    settings = [f"--ServerApp.port={port}", "--ServerApp.port_retries=0", "--ServerApp.default_url=/lab"]
    sessions.environment(kit, "notebook")
    with subprocess.Popen(
        [*sessions.NOX, "-s", "notebook", "--", "--no-browser", "--allow-root", "--expose-app-in-browser", *settings],
        cwd=kit,
        env={**environment_of(kit), **own},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        encoding="utf-8",
    ) as running:
        if running.stdout is None:
            raise RuntimeError("what it says comes through a pipe")
        # What it says after its address is for nobody, and must not fill the pipe.
        rest = threading.Thread(target=running.stdout.read)
        said: list[str] = []
        try:
            for line in running.stdout:
                said.append(line)
                if f":{port}/" in line:  # it tells its address once it answers there
                    break
            else:
                raise AssertionError(f"JupyterLab did not start: {''.join(said)}")
            rest.start()
            yield f"http://127.0.0.1:{port}/lab"
            os.killpg(running.pid, signal.SIGTERM)
            running.wait(ENDING)
        finally:
            if running.poll() is None:
                os.killpg(running.pid, signal.SIGKILL)
                running.wait(ENDING)
            if rest.ident is not None:
                rest.join(ENDING)


@dataclass
class Lab:
    """A notebook in JupyterLab, on a page of a browser."""

    page: Browser
    address: str

    def open(self, notebook: str, *, width: int = 1280) -> None:
        """Open a notebook by itself, and wait for its kernel."""
        self.page.open(f"{self.address}/tree/{notebook}?reset&token={KEY}", width=width, scheme="light")
        self.page.evaluate(HELPERS.replace("PATIENCE", str(PATIENCE)))
        self.page.evaluate(OPENED.replace("NOTEBOOK", notebook))

    def cells(self) -> dict[str, str]:
        """The texts of the code cells, in order, by their ids."""
        every = "panel().content.widgets.filter(each => each.model.type === 'code').map(each => each.model)"
        return dict(self.page.evaluate(f"{every}.map(model => [model.id, model.sharedModel.getSource()])"))

    def run(self, cell: str, text: str | None = None) -> str:
        """Write a text into a cell, in the place of what is there, and press Shift+Enter: what the cell then shows."""
        self.page.evaluate(ENTERED.replace("CELL", cell))
        if text is not None:
            self.page.press("Control+a")
            self.page.write(text)
        before = self.page.evaluate(f"number('{cell}')")
        self.page.press("Shift+Enter")
        return str(self.page.evaluate(RAN.replace("CELL", cell).replace("BEFORE", before)))

    def save(self) -> None:
        """Save the notebook: a page with unsaved work asks before it is left."""
        self.page.evaluate("panel().context.save().then(() => 0)")

    def change_theme(self, name: str) -> None:
        """Choose a theme, and wait until it is there."""
        light = str("Dark" not in name).lower()
        self.page.evaluate(f"jupyterapp.commands.execute('apputils:change-theme', {{theme: '{name}'}}).then(() => 0)")
        self.page.evaluate(f"until(() => document.body.dataset.jpThemeLight === '{light}').then(() => 0)")
