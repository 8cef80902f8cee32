"""Recognition of file types by their first bytes."""
