"""The records that a bank must keep and prove: accounts, specimens, mandates, decisions."""
