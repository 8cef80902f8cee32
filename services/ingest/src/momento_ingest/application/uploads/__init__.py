"""An upload's way: admitted, received, queued, inspected, stored, reported."""
