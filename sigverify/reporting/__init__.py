"""Output for people: pictures, plots, HTML pages and PDF, and the words of a decision."""
