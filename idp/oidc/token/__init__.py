"""`/token`, and the Authlib server behind every endpoint where machines post.

Authlib keeps the order of each grant; what it leaves open is written here on its extension points: client
authentication, codes that are used once, rotation with reuse detection, ID tokens that stay true after a refresh.
"""
