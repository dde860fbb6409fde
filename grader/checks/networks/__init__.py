"""Models as they cross the boundary: their layers, shapes and settings, and what differs from a design."""
