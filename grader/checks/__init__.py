"""The checks, one file for each module of the course, and the words they are written in."""
