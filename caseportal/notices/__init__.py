"""What the portal tells people: the notice board (公布欄) and mails.

`mails` declares every mail, `outbox` keeps them until the worker sends them, `case_mails` is the follow-up work of
transitions, `board` reads and imports notices. Imports `caseportal.models`, `caseportal.cases` and `shared`.
"""
