"""Made-up signers and their signatures: handwriting, pens, variation, imitation."""
