"""Who needs what: needs from report to rating, and the whistles that summon departments to them."""
