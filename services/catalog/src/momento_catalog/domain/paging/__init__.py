"""Sizes of pages, and cursors that only their user can go on with."""
