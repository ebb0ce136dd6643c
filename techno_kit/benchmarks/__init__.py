"""What the kit is measured against: synthetic populations whose truth is known.

``patterns`` finds how common every set of rungs is from published shares and overlaps;
``simulation`` makes populations of them and draws samples; ``study`` is the population of the
shipped study, ``questionnaire`` what its people answer, and the other ``study_`` modules its files.
"""
