"""What can stand in FROM: tables, views, derived tables, VALUES, table functions, PIVOT, samples, joins."""
