"""Human text: reading, cleaning, tokens, vocabulary, corpora."""
