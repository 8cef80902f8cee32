"""Outbound adapters that write the audit log beside what they stand in front of."""
