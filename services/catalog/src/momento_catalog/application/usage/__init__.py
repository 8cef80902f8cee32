"""Bytes and items that a library holds."""
