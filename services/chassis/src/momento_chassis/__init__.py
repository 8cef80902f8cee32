"""What every Momento service stands on; it knows nothing of photos, users or storage rules."""
