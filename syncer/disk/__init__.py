"""Files written whole or not at all, and the cache."""
