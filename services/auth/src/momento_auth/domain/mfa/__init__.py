"""Second factors and the challenges that ask for them."""
