"""What a recipe is worth on whole data sets that its training never used."""
