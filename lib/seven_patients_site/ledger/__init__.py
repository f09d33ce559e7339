"""The ledger as the site shows it."""
