"""Sessions: context, parameters, variables, records."""
