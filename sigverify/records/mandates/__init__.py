"""Mandates, which say who must sign a cheque: records, text form, and judging."""
