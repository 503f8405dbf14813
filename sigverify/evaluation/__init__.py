"""Error rates of a model and its calibration on a labelled set."""
