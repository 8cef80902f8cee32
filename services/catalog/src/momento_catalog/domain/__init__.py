"""What a media record is and how it is found: rules only, no input or output."""
