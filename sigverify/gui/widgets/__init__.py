"""Small things to look at and to touch that the views are made of."""
