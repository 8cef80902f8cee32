"""Lists of passwords known from breaches."""
