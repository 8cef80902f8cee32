"""The scanner as a gRPC service."""
