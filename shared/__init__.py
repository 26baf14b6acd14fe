"""What both services truly share; each room has a name and a docstring. Imports no other package of the house."""
