"""Items as the edge shows them."""
