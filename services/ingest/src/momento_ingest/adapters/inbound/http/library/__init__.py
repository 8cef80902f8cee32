"""Routes of media, albums, search, previews, and links."""
