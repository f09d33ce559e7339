"""Exact design and analysis of small single-arm trials.

A single-arm trial with a yes-or-no outcome is a walk on a lattice: after `n` patients it stands at
`(n, x)`, and each patient moves it one step right, and up when the patient is a success. A design is
only a boundary on that lattice. Import from the modules, such as `onearm.stopping` or `onearm.claims`.
only a boundary on that lattice. Import from the modules: `onearm.stopping`, `onearm.thall_simon`,
`onearm.identify`, `onearm.predictive`, `onearm.intervals`, `onearm.printed`, `onearm.grim`, `onearm.claims`,
`onearm.datasets`, `onearm.charts`.
"""
