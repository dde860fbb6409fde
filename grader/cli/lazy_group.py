"""A group of commands, each imported when it is called for, so that no other waits for it."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from grader.cli.endings import explained
from grader.util.text import close_names


class LazyGroup(click.Group):
    """A group whose commands are imported late.

    Attributes:
        late: `module:name` of each command, by what it is called on the command line.
    """

    def __init__(self, *args: Any, late: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.late = dict(late or {})

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what it cannot go on for ends it with a sentence."""
        with explained():
            return super().invoke(ctx)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is called, and its arguments; a name that is wrong gets the closest right one."""
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchOption:  # it names the closest one itself
            raise
        except click.UsageError as error:
            if close := close_names(args[0], self.list_commands(ctx)):
                said = f"{error.message.rstrip('.')}. Did you mean {' or '.join(close)}?"
                raise click.UsageError(said, ctx) from error
            raise

    def list_commands(self, ctx: click.Context) -> list[str]:
        """What the commands are called, in the order of the alphabet."""
        return sorted({*super().list_commands(ctx), *self.late})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported if it was not; None: there is none."""
        if cmd_name in self.late and cmd_name not in self.commands:
            module, _, name = self.late[cmd_name].partition(":")
            self.add_command(getattr(import_module(module), name))
        return super().get_command(ctx, cmd_name)
