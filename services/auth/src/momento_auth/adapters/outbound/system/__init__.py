"""Time and randomness of the machine."""
