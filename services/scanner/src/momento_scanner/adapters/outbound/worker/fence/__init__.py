"""The fence around a process that decodes: what it may not do, whatever a crafted file makes of it."""
