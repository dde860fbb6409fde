"""What is taught: exercises, their files, images and architectures."""
