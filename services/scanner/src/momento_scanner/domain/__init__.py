"""What the scanner knows: which files may be stored, and what is known of them; the standard library only."""
