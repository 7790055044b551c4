"""What earlier versions made: catalogs, stores, plans and documents that every later version has to read."""
