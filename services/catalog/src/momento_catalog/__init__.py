"""Catalog: keeps, finds and hands out links to what users have stored."""
