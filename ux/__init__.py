"""What using Sceau costs: keys, seconds, kilobytes, obstacles. `make ux` prints the table (`ux/README.md`)."""
