"""Tables of results and the named values that publications print."""
