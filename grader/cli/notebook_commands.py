"""Commands for notebooks: notebook-server."""

import json
import os
import sys
from pathlib import Path
from typing import Any

import click

from grader.cli.options import DATA, SUBMISSION, load_course
from grader.cli.progress import ProgressLine
from grader.grading.pipeline import Settings, failing_inputs_of, models_of


@click.command("notebook-server", hidden=True)  # what `%load_ext grader.notebook` starts
@SUBMISSION
@DATA
def notebook_server_command(submission: Path, data: str) -> None:
    """Grade the cells of a notebook, a request in each line of standard input, until there are no more."""
    from grader.notebook.server import Server, serve

    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever is printed is no reply

    def send(reply: dict[str, Any]) -> None:
        replies.write(json.dumps(reply) + "\n")
        replies.flush()

    class SentLine(ProgressLine):
        def show(self) -> None:
            send({"progress": self.line})

    settings = Settings(data=data, failing_inputs=failing_inputs_of(submission), models=models_of(submission))
    server = Server(submission, load_course(), settings, SentLine())
    try:
        serve(server, sys.stdin, send)
    except (BrokenPipeError, KeyboardInterrupt):  # the notebook is gone
        pass
    finally:
        server.close()
