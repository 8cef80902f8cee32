"""An item of a library: object, facts, tags, place, links."""
