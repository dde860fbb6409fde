"""What is raised where there is nothing to grade; a file of its own, for who catches it need not wait for NumPy."""

from grader.util.errors import Stopped


class SubmissionError(Stopped):
    """There is nothing to grade, with the next thing to do."""
