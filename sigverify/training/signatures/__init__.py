"""The labelled signatures that a training reads: images, and pen trajectories drawn as images."""
