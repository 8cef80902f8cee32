"""Decoders by format."""
