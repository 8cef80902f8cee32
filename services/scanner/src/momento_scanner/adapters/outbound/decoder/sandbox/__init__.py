"""Sandboxed processes: started, fed, limited, and ended."""
