"""A browser for tests: the system's Chromium without a window, told what to do by Playwright."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
LIMIT = 60_000.0  # milliseconds for an answer; it takes hundredths of a second


def found() -> str | None:
    """The path of a browser, if there is one."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


class Browser:
    """One page of a browser, and all that it has told since it was opened."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._session = page.context.new_cdp_session(page)
        self._asked: list[str] = []
        self._complaints: list[str] = []
        page.on("request", lambda request: self._asked.append(request.url))
        page.on("console", lambda message: self._complaints.append(message.text))
        page.on("pageerror", lambda error: self._complaints.append(str(error)))

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """The answer to a command of the browser's own protocol, for what Playwright has no word for."""
        answer: dict[str, Any] = self._session.send(method, parameters)
        return answer

    def open(
        self,
        page: Path | str,
        *,
        width: int,
        scheme: str,
        media: Literal["screen", "print"] = "screen",
    ) -> None:
        """Open a page from disk or at an address, `width` pixels wide, for a light or dark screen, or for print."""
        colors: Literal["light", "dark"] = "dark" if scheme == "dark" else "light"
        self._page.set_viewport_size({"width": width, "height": 900})
        self._page.emulate_media(media=media, color_scheme=colors)
        self._asked.clear()
        self._complaints.clear()
        self._page.goto(page if isinstance(page, str) else page.resolve().as_uri())
        self._page.emulate_media(media=media, color_scheme=colors)  # the first address of a page lacks the medium

    def evaluate(self, expression: str) -> Any:
        """The value of an expression or script in the page, a promise's being waited for."""
        answer = self.ask("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(str(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def stroke(self, points: Sequence[tuple[float, float]]) -> None:
        """Draw a line with the mouse: pressed at the first point of the window, released at the last."""
        self._page.mouse.move(*points[0])
        self._page.mouse.down()
        for point in points:
            self._page.mouse.move(*point)
        self._page.mouse.up()

    def press(self, keys: str) -> None:
        """Press a key and let it go, such as `Tab` or `Control+a`."""
        self._page.keyboard.press(keys)

    def write(self, text: str) -> None:
        """Write a text where the cursor is, in one go, as from the clipboard."""
        self._page.keyboard.insert_text(text)

    def requests(self) -> list[str]:
        """What the page has asked for; pictures that it holds itself are not asked for."""
        return [address for address in self._asked if not address.startswith("data:")]

    def complaints(self) -> list[str]:
        """What stands in the console."""
        return list(self._complaints)


@contextmanager
def browser(path: str) -> Iterator[Browser]:
    """A browser, started from `path` and ended with the block."""
    with sync_playwright() as playwright:
        # As root there is no sandbox of the browser's; the pages are our own.
        running = playwright.chromium.launch(executable_path=path, chromium_sandbox=False)
        page = running.new_page()
        page.set_default_timeout(LIMIT)
        yield Browser(page)
        running.close()
