"""Charts as the site shows them, and the numbers behind each."""
