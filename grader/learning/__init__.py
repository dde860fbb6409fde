"""What a student learns beyond points: bugs to find, questions to answer, and the way so far."""
