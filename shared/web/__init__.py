"""The pages of the house: layout, form macros, static files, security headers, CSRF, languages, error pages, health.

`flask_shell.furnish` and `quart_shell.furnish` give a service all of it; what both do is in the rooms beside them.
"""
