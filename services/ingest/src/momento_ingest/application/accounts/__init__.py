"""What ingest keeps of accounts: verified tokens, ended sessions, request limits."""
