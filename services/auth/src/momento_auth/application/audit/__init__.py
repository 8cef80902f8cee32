"""What an account's owner may read of its history."""
