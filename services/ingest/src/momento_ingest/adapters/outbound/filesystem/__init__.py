"""The spool and the journal as files."""
