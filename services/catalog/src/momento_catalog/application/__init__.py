"""What the catalog does for its callers: one module for each use case, and the ports they need."""
