"""A fuzzer of the whole tool: files, rows and texts from outside, damaged by chance and by malice."""
