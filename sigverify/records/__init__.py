"""What a bank must keep and be able to prove: accounts, specimens, mandates, decisions."""
