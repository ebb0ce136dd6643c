"""Pictures and tables for readers: tidy tables in; Axes, HTML or plain text out.

``plots`` names every drawing: ladders and shares of one group (``singles``) or of many
(``multiples``), differences between groups (``dots``), and weights (``weighting``). They need
matplotlib, and nothing else in the package imports it. ``pictures`` turns a figure into HTML or a
file, ``markup`` writes a table as HTML and ``terminal`` as plain text; none of these three imports
matplotlib by itself.
"""
