"""The audit trail: rows in a chain, its check and its export."""
