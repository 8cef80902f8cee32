"""The embedded AWS: ministack behind a narrow door, with its state kept on disk while it runs."""
