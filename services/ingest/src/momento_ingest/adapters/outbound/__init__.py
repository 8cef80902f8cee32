"""Whom the edge calls."""
