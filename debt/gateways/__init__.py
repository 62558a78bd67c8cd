"""Outside services the debt floor needs, and the clients that speak to them."""
