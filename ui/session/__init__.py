"""What one visitor is looking at and doing."""
