"""Amazon S3: links to objects, and the copies of records beside them."""
