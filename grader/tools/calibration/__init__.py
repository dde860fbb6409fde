"""Calibration: how far the accuracy gates are from what must pass them and what must not, over many seeds.

Its programs import `solutions`. The kit's folder is not on Python's path, so that package is found by its place here.
"""

import sys
from types import ModuleType

from grader.course.paths import SOLUTIONS

if "solutions" not in sys.modules:
    _package = ModuleType("solutions")
    _package.__path__ = [str(SOLUTIONS)]
    sys.modules["solutions"] = _package
