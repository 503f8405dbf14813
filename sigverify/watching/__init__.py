"""A folder that is watched: what arrives is verified, once, whatever happens meanwhile."""
