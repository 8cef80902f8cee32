"""Malware scanning by ClamAV."""
