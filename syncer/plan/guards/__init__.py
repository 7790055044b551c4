"""What refuses a plan: the rules, and what lifts each."""
