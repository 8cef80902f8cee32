"""The passwords that people choose most."""
