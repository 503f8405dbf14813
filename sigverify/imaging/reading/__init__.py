"""Reads files to pixels: formats, their limits, and the decoders, none of them trusted."""
