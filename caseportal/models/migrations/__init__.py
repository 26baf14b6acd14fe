"""Migrations of the portal's database, forward only, applied by `gatehouse caseportal migrate`."""
