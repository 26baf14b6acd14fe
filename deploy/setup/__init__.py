"""Sets up what a machine is missing: system packages, the parts of the pages, fonts and voices. Every step is skipped once done."""
