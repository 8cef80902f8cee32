"""Routes of accounts, sessions, keys, second factors, and history."""
