"""Names of files in archives."""
