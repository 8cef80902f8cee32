"""What auth can be asked to do: one module for each use case, and the ports they need."""
