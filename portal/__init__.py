"""The portal: pages for the people the system is for. A client of the four services' APIs, and nothing else."""
