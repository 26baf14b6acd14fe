"""The card bridge on the person's own computer. Imports only `shared.cardlogin`."""
