"""What matters: which uncertain numbers the likely acceptance hangs on, and where answers flip."""
