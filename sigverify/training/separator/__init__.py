"""Training of the network that tells a signature's ink from print."""
