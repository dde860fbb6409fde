"""The version of the kit, as pyproject.toml has it: an autograder is packed without that file."""

VERSION = "0.2.0"
