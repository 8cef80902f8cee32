"""What a library holds."""
