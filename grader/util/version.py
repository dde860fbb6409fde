"""The version of the kit, as in pyproject.toml: an autograder is packed without that file."""

VERSION = "0.2.0"
