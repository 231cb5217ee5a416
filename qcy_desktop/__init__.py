"""qcy_desktop: an offline program that assesses an enterprise against the policy measures of the Xixian New Area."""

__version__ = "0.1.0"
