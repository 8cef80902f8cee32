"""The machine that the service runs on."""
