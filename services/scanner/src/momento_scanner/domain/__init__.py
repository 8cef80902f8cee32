"""What the scanner knows: which files may be stored, and what is told of them; the standard library only."""
