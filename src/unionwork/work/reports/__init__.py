"""Reports: a declared form measured and drawn as a page, in which every number has its address."""
