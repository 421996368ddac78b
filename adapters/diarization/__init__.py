"""Find out who speaks when: segmentation and embeddings of short windows, clustered into speakers.

Import the classes from their modules.
"""
