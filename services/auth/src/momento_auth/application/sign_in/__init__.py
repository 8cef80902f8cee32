"""Sign-in by password or passkey, and the throttle before it."""
