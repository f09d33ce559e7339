"""What the theme, Sphinx and pandas write, mended and made lean."""
