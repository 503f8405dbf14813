"""From a file to pixels: formats, their limits, and the decoders, none of them trusted."""
