"""Identity providers and the flow of a sign-in through one."""
