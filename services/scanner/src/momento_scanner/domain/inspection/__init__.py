"""Verdicts and the limits of an inspection."""
