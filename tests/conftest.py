"""Settings of all tests."""

from hypothesis import settings

# A law holds or doesn't, however busy the machine is.
settings.register_profile("laws", deadline=None)
settings.load_profile("laws")
