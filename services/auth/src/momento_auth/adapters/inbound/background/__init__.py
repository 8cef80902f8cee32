"""What auth does beside the calls that it answers."""
