"""What the edge does, in terms of ports."""
