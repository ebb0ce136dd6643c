"""How results are told: who a base is, the design, what errors take into account, views."""
