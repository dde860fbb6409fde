"""Windows: there are none here. A module that asks Matplotlib for a window draws without one, like every other."""

import importlib
import importlib.abc
import importlib.util
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

REGISTRY = "matplotlib.backends.registry"  # every way to a backend goes through it: use, switch_backend, rcParams
DRAWING = ("agg", "cairo", "pdf", "pgf", "ps", "svg", "template")  # backends that need no window
OURS = "agg"


def do_without() -> None:
    """Have Matplotlib draw without a window whichever backend it is told to use, now or when it is imported."""
    if REGISTRY in sys.modules:
        _change(sys.modules[REGISTRY])
    else:
        sys.meta_path.insert(0, _Finder())


def _change(registry: Any) -> None:
    kind = registry.BackendRegistry
    usual = kind.load_backend_module

    def load_backend_module(self: Any, backend: str) -> Any:
        return usual(self, backend if str(backend).lower() in DRAWING else OURS)

    kind.load_backend_module = load_backend_module
    kind.is_valid_backend = lambda _self, _backend: True  # what draws nowhere else, such as "inline", draws here


class _Finder(importlib.abc.MetaPathFinder):
    """Finds the one module as it would be found without this, and changes it once it has run."""

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != REGISTRY or self not in sys.meta_path:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(fullname)
        if spec is not None and spec.loader is not None:
            loader: Any = spec.loader
            run = loader.exec_module

            def exec_module(module: ModuleType) -> None:
                run(module)
                _change(module)

            loader.exec_module = exec_module
        return spec
