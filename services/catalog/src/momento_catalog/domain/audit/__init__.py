"""Events of a library's history."""
