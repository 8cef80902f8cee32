"""Where the edge meets the outside."""
