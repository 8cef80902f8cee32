"""What auth knows for certain: its values, its rules and its errors. Standard library only."""
