"""What belongs to the account and to no database: warehouses, roles and users."""
