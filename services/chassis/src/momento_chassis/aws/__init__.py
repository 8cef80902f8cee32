"""AWS as ingest and catalog reach it: with credentials narrowed to the user at hand."""
