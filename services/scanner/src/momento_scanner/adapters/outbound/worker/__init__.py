"""Decoding in fenced processes: everything that reads untrusted pictures and films."""
