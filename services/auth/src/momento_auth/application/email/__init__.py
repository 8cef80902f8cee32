"""Email: composed from templates, queued, and delivered."""
