"""How others reach the catalog."""
