"""The upload aggregate and the rules of admission and storage."""
