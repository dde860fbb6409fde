"""One submission in, outcomes out."""
