"""Commands about this machine: isolation, data."""

import click

from grader.cli.options import DATA
from grader.cli.output import say


@click.command("isolation")
def isolation_command() -> None:
    """Test what the sandbox of this machine keeps out."""
    from grader.sandbox import bubblewrap
    from grader.sandbox.probe import probed

    say(probed().sentence)
    if bubblewrap.obstacle():
        say(f"The stronger level, bubblewrap, does not work here: {bubblewrap.obstacle()}.")


@click.command("data")
@DATA
def data_command(data: str) -> None:
    """Download or make the images now, and list them."""
    from grader.course.datasets import load

    images = load(data)
    say(images.note)
    say(
        f"{images.name}: {len(images.train_images):,} training and {len(images.test_images):,} test images, "
        f"SHA-256 {images.digest[:16]}…"
    )
