"""What people read: pictures, plots, pages and PDF, and the words of a decision."""
