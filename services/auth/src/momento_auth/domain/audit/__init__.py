"""Events of an account's history."""
