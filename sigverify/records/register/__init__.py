"""Accounts, signatories and specimens, and changes of them."""
