"""Access tokens, their scopes, their signing keys, and grants."""
