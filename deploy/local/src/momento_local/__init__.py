"""Runs all of Momento on one machine: embedded AWS, ClamAV and the four services."""
