"""How fast the portal is: pages from its process, boards that move, and what a browser on a bad line sees."""
