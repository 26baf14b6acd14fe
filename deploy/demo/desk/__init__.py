"""The demo desk: who you can be, what to try, the mailbox, and the payment gateway beside it. For the demo only.

`directory` reads the declared people, portals and tours, `mailbox` catches mail, `app` puts the pages together. May import
`deploy.simulators` and `shared`.
"""
