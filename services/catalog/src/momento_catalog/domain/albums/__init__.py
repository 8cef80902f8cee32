"""Albums, their tokens, and the order of their items."""
