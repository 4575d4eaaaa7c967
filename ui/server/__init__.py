"""What the server does beside the pages."""
