"""Queries: terms, filters, text, and the index that covers them."""
