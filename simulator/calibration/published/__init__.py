"""The public data sets, each read in the form in which its authors publish it."""
