"""Pages of the back office: the queue and the one screen of a case.

Everything that changes a case goes through `portal().cases.apply` as an officer or a supervisor. Imports the services
of the portal, `caseportal.sso.access` and `shared.web`.
"""
