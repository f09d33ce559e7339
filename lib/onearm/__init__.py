"""Exact design and analysis of small single-arm trials.

A single-arm trial with a yes-or-no outcome is a walk on a lattice: after `n` patients it stands at
`(n, x)`, and each patient moves it one step right, and up when the patient is a success. A design is
only a boundary on that lattice. Import from the modules, such as `onearm.stopping` or `onearm.claims`.
"""
