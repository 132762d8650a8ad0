"""Published claims that n-grams can carry, each with what is run for it and when it has failed."""
