"""The machine that the process runs on."""
