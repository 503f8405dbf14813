"""Made-up cheques: forms, print, handwriting, scans and photographs."""
