"""The letters of cheques that banks exchange: X9 image cash letters and India's CTS files."""
