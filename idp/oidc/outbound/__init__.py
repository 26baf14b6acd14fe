"""The one guarded HTTP client for addresses that clients have registered (server-side request forgery).

May import `shared` only.
"""
