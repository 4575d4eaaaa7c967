"""Work that is done outside the process that serves pages."""
