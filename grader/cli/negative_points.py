"""A command that takes a negative number as an argument, where Click sees an option."""

import re
from typing import Any

import click

from grader.util.text import close_names

NEGATIVE = re.compile(r"-[.,]?\d")  # how such a number begins


class NegativePoints(click.Command):
    """Refuses an unknown option, as other commands do, unless it is a number."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ignore_unknown_options = True

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments.

        Raises:
            click.NoSuchOption: an option is misspelt.
        """
        options = [option for option in self.get_params(ctx) if isinstance(option, click.Option)]
        with_value = {name: not option.is_flag for option in options for name in option.opts}
        waiting = iter(args)
        for each in waiting:
            name, has_value, _ = each.partition("=")
            if name == "--":
                break
            if with_value.get(name) and not has_value:
                next(waiting, None)
            elif each.startswith("-") and name not in with_value and not NEGATIVE.match(each):
                raise click.NoSuchOption(name, possibilities=close_names(name, with_value), ctx=ctx)
        return super().parse_args(ctx, args)
