"""Pages of the applicant: the public entry, the to-do page, an application from its declaration to its end.

One module per part of the way, each with its own Quart blueprint; templates in `templates/applicant`. Imports the
services of the portal (`caseportal.portal`), `caseportal.sso.access` and `shared.web`; decides nothing itself.
"""
