"""A plan carried out: the pipeline, writes, history, revert."""
