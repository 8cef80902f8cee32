"""Sessions: begun, renewed, verified, listed, and ended."""
