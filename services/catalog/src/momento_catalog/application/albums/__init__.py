"""Albums: created, filled, arranged, edited, and shown."""
