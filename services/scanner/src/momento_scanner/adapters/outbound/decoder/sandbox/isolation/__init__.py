"""What a sandboxed process may not do, whatever a crafted file makes of it."""
