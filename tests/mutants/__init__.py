"""Mutants: the code with one guard taken away, which some test must notice (`make mutants`).

`kinds` says what is taken away, `making` finds every place and writes a tree where each waits behind a
switch (`switch`), `trying` runs the tests of such a tree, and `__main__` is the command.
"""
