"""What a process remembers for itself alone."""
