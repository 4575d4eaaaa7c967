"""How fast the engine and the pages are, as ratios measured side by side. `make bench`."""
