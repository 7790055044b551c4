"""How long syncer takes, next to a straight-line script and to octoDNS."""
