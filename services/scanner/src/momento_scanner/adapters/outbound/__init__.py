"""Ways out of the scanner."""
