"""Sessions, their refresh tokens, and the clients that hold them."""
