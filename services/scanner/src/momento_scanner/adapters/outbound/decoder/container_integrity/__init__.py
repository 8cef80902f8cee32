"""Where a file ends by its own structure, so that nothing can hide behind it and nothing is missing.

Decoders stop reading at the end of a picture and say nothing of what follows: a ZIP or an HTML page behind a perfect
JPEG would pass. Each module here reads one container's structure to the end of the file.
"""
