"""What the search index holds of an item."""
