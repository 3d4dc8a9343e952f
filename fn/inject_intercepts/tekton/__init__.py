"""What a Tekton Pipeline is: its objects, its references, its graph.

Plain data in, plain data out. Nothing here knows of intercepts, of text, or of a KRM function.
"""
