"""Accounts: addresses, passwords, roles, quota, deletion."""
