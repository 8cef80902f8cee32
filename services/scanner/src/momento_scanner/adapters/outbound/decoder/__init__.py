"""Decoding in sandboxed processes: everything that reads untrusted pictures and films."""
