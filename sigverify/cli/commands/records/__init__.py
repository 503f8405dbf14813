"""Commands about the records: database, register, audit trail, approvals, the site's policy."""
