"""The panels of a case: the cheque, its specimens, both signatures and both decisions."""
