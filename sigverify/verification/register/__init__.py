"""Verification against the register: cheques of an account, and the search for a signer."""
