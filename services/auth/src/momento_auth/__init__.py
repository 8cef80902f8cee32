"""The auth service: accounts, sessions and the tokens that prove them."""
