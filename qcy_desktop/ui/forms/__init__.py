"""Forms made from declarations: fact rows, events, records, awards."""
