"""Months and facet values with their counts."""
