"""How the catalog meets the world."""
