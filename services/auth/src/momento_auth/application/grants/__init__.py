"""Short grants that let ingest act for a user: uploads and exports."""
