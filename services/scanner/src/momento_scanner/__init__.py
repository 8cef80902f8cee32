"""The scanner: says whether untrusted bytes may be stored, and what they are."""
