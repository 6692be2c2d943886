"""The route engine over arrays: plain answers at the size of a customs archive (W1 to W21, W26 to W29)."""
