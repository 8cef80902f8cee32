"""Registration, passwords, deletion and administration of accounts."""
