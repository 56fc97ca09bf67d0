"""From an address to bytes: what a subscription holds, rendered once a change, kept, and answered."""
