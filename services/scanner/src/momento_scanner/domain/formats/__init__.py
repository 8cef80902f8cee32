"""Which types are allowed, and how each is proved."""
