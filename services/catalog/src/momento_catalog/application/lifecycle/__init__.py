"""Trash, purge, and repair."""
