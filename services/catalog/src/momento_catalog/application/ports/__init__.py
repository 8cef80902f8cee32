"""What the use cases need from outside; each port's docstring is its contract."""
