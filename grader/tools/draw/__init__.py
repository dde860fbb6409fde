"""A page on this machine on which one draws a digit and sees what trained models say to it, and why."""
