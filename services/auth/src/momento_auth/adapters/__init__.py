"""What connects auth to the world."""
