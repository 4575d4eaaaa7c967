"""Results in plain sentences, without markup, for the screen and the report alike."""
