"""Files that people bring (requirement H5): intake, rewriting in a child process, storage.

`signatures` and `names` are pure rules, `rewriting` is what the child does, `child` its entry
point, `exchange` what crosses to it, `workers` keeps
children, `intake` is the whole way of one file, `storage` keeps what came out, `files` are those of a case. Imports
`caseportal.models`, `caseportal.cases`, `caseportal.casetypes` and `shared`.
"""
