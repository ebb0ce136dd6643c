"""Plans: people, objective, strategy, technology, in this order, with the evidence beside them."""
