"""What is described of an accepted file."""
