"""Changes solutions one thing at a time, and tests that the checks fail the results."""
