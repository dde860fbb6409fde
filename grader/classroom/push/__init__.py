"""Grades and reports written straight into a course's system, with the teacher's own token and nothing stored."""
