"""The arithmetic of emulation scores: pure, without I/O, clock or framework (design §4).

Read in this order: facts → programme, policy → points → contribution → cells → tree → boards.
"""
