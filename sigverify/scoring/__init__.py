"""From distances to decisions, with numpy only: fusion, similarity, thresholds, performance."""
