"""Workbooks in and out: one declaration per sheet, from which the template is written and the import is read."""
