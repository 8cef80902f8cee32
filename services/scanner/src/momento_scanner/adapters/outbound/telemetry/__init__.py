"""The malware engine, measured."""
