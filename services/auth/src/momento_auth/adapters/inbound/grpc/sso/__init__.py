"""Methods that sign in through an identity provider."""
