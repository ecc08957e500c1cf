"""The register: opens what pharmacies seal to it, registers it once, and answers with proof.

The idea in one line: intake opens in the request and never stores the copy; what rests is sealed again to people
(officers) and to a counter that intake cannot read. Normative text: `spec/envelope.md` §7, `spec/keys.md` §1 and §4.

    keys         the domain's statements and the folder of seeds    keys.md §1
    senders      which software may send; clients and their tokens
    enrolments   codes that let a pharmacy begin its log            keys.md §2
    pharmacies   their logs, replayed and kept                      keys.md §2
    intake       the hot path: open, check, register, answer        envelope.md §5 to §7
    desk         officers, the month's key, reading one record      keys.md §3, §4
    statistics   the counter, a process of its own                  keys.md §4
    commands     what `sceau register …` runs
"""
