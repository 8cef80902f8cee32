"""What a file says and shows: facts, previews, labels, places."""
