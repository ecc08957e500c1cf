"""Telling a person that a result is ready: sealed slips, leased to the notifier, which alone can read them.

    lease      take due slips, settle them, end those past their time
    notifiers  which notifiers the operator has added
    views      both over HTTP

Spec: `spec/notice.md`.
"""
