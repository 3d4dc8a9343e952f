"""A KRM function that gives Tekton Pipelines a choice of intercept backends.

`function.process` is the table of contents; `__main__` is the way in.
"""

__version__ = "0.1.0"
