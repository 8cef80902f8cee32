"""Archives: ordered, listed, and written as ZIP streams."""
