"""`pytest grader/checks` grades `exercises/`, see docs/how-to/grade-in-an-editor.md; a grading reads no conftest.

The plugin is named and not imported: `grading` is above `checks`.
"""

import pytest


def pytest_addoption(pluginmanager: pytest.PytestPluginManager) -> None:
    """Bring the plugin before the command line is read."""
    pluginmanager.import_plugin("grader.grading.explorer_plugin")
