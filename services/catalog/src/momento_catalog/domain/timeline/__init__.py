"""Months of a library."""
