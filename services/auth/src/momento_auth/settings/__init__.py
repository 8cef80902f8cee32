"""The groups of variables that auth reads; `config.py` puts them together."""
