"""Who may do what: roles, ownership and decisions."""
