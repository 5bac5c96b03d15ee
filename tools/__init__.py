"""Development tools; the product never imports them."""
