"""Who calls the edge."""
