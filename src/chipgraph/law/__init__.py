"""The law as of a day: rules as data, classification, hooks (O31 to O34, W22 to W25)."""
