"""Facts of one report, and every rendering of it."""
