"""The audit trail: chained rows and their check."""
