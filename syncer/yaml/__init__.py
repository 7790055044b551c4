"""YAML files: parse, write, edit, format. The only home of YAML libraries."""
