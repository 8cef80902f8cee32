"""Previews, located and shown."""
