"""Single keys without Enter, where standard input is a terminal; the terminal is given back as it was."""

import contextlib
import sys
from collections.abc import Callable, Iterator

QUIT = "q"


@contextlib.contextmanager
def reading(press: Callable[[str], None]) -> Iterator[bool]:
    """Call `press` in the running event loop with each key, as long as the context lasts.

    Yields:
        Whether there are keys at all.
    """
    if not sys.stdin or not sys.stdin.isatty():
        yield False
        return
    from prompt_toolkit.input import create_input
    from prompt_toolkit.keys import Keys

    source = create_input()

    def read() -> None:
        for key in source.read_keys():
            press(QUIT if key.key in (Keys.ControlC, Keys.ControlD) else key.data)
        if source.closed:
            press(QUIT)

    with source.raw_mode(), source.attach(read):
        yield True
