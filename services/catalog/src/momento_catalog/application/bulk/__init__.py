"""One change of many items."""
