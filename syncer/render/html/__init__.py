"""Values to pages: one HTML file each, which opens from disk and asks for nothing."""
