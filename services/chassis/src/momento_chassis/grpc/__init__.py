"""gRPC as every service speaks it: mutual TLS, a table of callers, one way to tell errors."""
