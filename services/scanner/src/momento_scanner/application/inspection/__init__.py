"""Inspection: a place, the malware scan, the content check, the verdict."""
