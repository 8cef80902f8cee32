"""The service of second factors and its messages."""
