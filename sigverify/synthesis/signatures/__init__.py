"""Made-up signers and what they write: hands, pens, variation, imitation."""
