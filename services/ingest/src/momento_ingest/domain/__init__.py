"""What an upload is and what may become one; standard library only."""
