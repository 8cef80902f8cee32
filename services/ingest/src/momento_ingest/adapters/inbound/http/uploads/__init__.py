"""Routes of uploads: tus, multipart, one request, status."""
