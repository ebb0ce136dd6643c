"""What a population is known to look like, and how a sample's levels meet it."""
