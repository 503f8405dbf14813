"""Made-up cheques: forms, print, handwriting, scanning and photographing."""
