"""What Mockhaus is about, in values: names, types, objects, sessions, history, policy, errors."""
