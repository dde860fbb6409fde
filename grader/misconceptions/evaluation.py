"""What goes wrong in evaluation."""
