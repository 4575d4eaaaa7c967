"""The database: tables, migrations, transactions, and who is told of changes."""
