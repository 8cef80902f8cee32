"""Mail by SMTP (RFC 5321), over TLS."""
