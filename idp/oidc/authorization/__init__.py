"""`/authorize`: what a portal asks (checks), whether the person must act (prompts), and the answer (code or error).

The way of a request is straight: `checks` make an `AuthorizationRequest` out of parameters, `prompts` say what the
person must still do, `flow` does it or issues the code, `response` writes every answer, success and error alike.
"""
