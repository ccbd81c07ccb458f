"""Units found as people type them: an index of one tree, in memory.

Beside the domain because its columns are numpy's. No search library: the order asked for is one of kinds (exact, own
province, in order, …), not of weights, and the words of all units are few; so columns of places answer in milliseconds.
"""
