"""API keys and when they end."""
