"""Containers on this machine: whether it runs any, by what engine, and the base on which images are made here."""
