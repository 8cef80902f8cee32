"""What the use case needs of the world outside."""
