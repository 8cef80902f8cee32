"""Accounts, sessions, counters and signing keys in a relational database, by SQLAlchemy."""
