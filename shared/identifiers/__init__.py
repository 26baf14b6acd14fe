"""Numbers that name people, bodies and cases: checks and formats as pure functions.

Holds national ID and resident numbers (`taiwan`), mainland identity numbers (`mainland`), business numbers
(`business`), dates in both calendars (`calendars`), and the receipt and group numbers of cases (`casenumbers`).
Imports nothing but the standard library.
"""
