"""A case and its life: states, the one transition table, the one writer, numbers, drafts and history.

Imports `caseportal.models`, `caseportal.casetypes` and `shared`; never pages, payments or documents. What has to
follow a transition (mails, documents) is declared in the table and handed to the writer at composition.
"""
