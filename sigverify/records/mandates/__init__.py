"""Who must have signed a cheque: mandates, their text form, and judging one."""
