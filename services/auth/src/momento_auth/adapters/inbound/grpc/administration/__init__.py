"""The administration service and its messages."""
