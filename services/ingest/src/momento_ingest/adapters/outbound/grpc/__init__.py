"""The other three services."""
