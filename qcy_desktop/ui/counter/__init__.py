"""The counter screen: an enterprise on the left, its results in the middle, the reasons on the right."""
