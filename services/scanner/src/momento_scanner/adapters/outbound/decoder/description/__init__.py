"""What is read of a decoded file: date, place, camera, colours."""
