"""Methods of the account service that end an account."""
