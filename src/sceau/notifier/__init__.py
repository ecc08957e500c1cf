"""Tells people that a result is ready: the only holder of the key that opens slips.

    service    the process that stays: leases slips, starts a batch, settles. It holds no key and opens nothing
      relay      the two addresses of the relay, and its published statements
      batch      the process that ends: opens, sends, says what became of each
        telling    one slip, from sealed bytes to an outcome
        memory     marks of what was sent
        mailing    e-mail
        texting    SMS, through a provider over HTTP
    messages   what is said: the same to everybody
    keys       seeds that open slips: made, listed, destroyed

The one idea: what opens a slip lives for one batch. When it has ended, no process of the notifier has seen an address.
Spec: `spec/notice.md`.
"""
