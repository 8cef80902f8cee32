"""Second factors: TOTP, passkeys, recovery codes, and the step-up that asks for them."""
