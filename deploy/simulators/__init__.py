"""Stand-ins for services of other houses, speaking their public protocols over real HTTP, for the demo and the tests.

They share no code with what they test: a mistake made twice would not be seen. May import `shared` only.
"""
