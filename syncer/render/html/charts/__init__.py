"""Charts as values: where each mark stands and what it says. `templates/charts.html` draws them as SVG."""
