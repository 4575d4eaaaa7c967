"""What pages are built of: controls, charts that change in place, live elements."""
