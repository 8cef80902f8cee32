"""The other services of Momento."""
