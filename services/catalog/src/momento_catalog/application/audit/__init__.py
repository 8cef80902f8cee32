"""The history of a library."""
