"""The known mistakes, a file for each module of the course."""
