"""One item: recorded, read, edited, restored, and linked."""
