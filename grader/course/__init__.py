"""The course: exercises, their files, images and architectures."""
