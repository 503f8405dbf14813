"""What leaves the records as files: the audit trail, signed, and the register."""
