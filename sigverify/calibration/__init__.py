"""Thresholds from a bank's own signatures: data, scores, policy, check, store."""
