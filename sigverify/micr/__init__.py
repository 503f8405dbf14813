"""The machine-readable line at the bottom of a cheque: its fonts, its reader and its fields."""
