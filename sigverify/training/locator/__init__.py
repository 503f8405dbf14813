"""Training of the network that finds signatures on cheques."""
