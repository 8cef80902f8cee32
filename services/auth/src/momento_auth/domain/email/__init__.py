"""Messages to an account's owner."""
