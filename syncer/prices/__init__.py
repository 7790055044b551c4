"""Public lists of prices, and what each says of the catalog's models."""
