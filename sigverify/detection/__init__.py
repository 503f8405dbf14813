"""From a scan to the signatures on it and to each one's ink."""
