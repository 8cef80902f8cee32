"""Events of a user's history."""
