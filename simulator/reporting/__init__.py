"""The report: one deal with its acceptance, the reasons, the next moves and every source, to hand on."""
