"""The codebook as readers see it: as a table, in a notebook, with what respondents answered."""
