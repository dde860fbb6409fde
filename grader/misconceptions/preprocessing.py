"""What goes wrong in preprocessing."""
