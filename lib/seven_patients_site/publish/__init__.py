"""What a site needs to be published: addresses, a policy, files to take home, and what it was built from."""
