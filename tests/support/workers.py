"""Workers for tests that are about other things: those with which the kit is checked."""

from grader.tools.selfcheck.grading_workers import graded, worker

__all__ = ["graded", "worker"]
