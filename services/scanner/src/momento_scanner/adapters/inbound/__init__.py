"""Ways into the scanner."""
