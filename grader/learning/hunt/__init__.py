"""Find the bug: a known mistake in a solved module, an input that shows it, and the repair."""
