"""The interactive shell. Nothing here needs prompt_toolkit but `prompting`."""
