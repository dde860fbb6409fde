"""Known mistakes: how they are written down, and recognised by what a submission answers."""
