"""The page of a class, with one for each student."""
