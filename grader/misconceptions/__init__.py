"""Known mistakes: how they are written down, and how a submission's answers reveal them."""
