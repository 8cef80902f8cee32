"""What the edge needs from the outside; each module is a contract."""
