"""The history of a user, from auth and catalog."""
