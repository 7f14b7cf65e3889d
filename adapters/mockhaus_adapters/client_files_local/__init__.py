"""The client's files on the machine where the command line runs."""
