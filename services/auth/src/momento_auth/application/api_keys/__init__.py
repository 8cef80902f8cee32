"""API keys: created, listed, ended, and exchanged for access tokens."""
