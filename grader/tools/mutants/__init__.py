"""Changes solutions one thing at a time, and sees that the checks fail what comes out."""
