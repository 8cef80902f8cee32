"""What the scanner does, in terms of ports; no framework is imported here."""
