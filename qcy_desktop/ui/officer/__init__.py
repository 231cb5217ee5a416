"""The officer's place: queues, one case side by side, acts with their papers, batches, lists and reports."""
