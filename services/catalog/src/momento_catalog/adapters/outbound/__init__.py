"""What the catalog reaches."""
