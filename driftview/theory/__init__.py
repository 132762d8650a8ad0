"""The laws that predict every curve, in closed form."""
