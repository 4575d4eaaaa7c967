"""What a scenario file may say: data, checked, without arrays."""
