"""What goes wrong in models."""
