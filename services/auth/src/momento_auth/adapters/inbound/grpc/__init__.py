"""Auth as a gRPC service: `proto/momento/auth/v1/auth.proto`."""
