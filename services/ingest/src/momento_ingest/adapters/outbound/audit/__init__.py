"""Audit events as lines of the log."""
