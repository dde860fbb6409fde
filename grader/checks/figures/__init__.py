"""Figures as they cross the boundary: what they show."""
