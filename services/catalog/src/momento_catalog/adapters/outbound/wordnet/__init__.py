"""WordNet, as far as it leads to the words that the scanner's label model says."""
