"""Queries: planned, intersected, and listed."""
