"""The language that people search in: text to expressions."""
