"""The organisation's provider, by OpenID Connect."""
