"""Storage in S3."""
