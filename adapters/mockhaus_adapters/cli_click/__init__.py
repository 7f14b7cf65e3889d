"""The command line, on click, over the same use cases as HTTP."""
