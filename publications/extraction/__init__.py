"""Reading documents that nobody vouches for. Nothing below this package needs Django.

`reader` is for callers: it has files read in a process of its own, which `server` is; all other
modules work inside that process, but for `file_types`, which also looks at uploads.
"""
