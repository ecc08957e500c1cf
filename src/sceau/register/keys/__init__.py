"""The domain's keys: seeds in a folder (`web.key_folder`), public halves in signed statements (`spec/keys.md` §1).

published    the chain of statements: read, checked, extended
root         offline keys: the first statement, the yearly signer, revocation
epochs       weekly register keys, four ahead, destroyed when their time has come; the notifier's public key
months       monthly keys: the desk's, wrapped to officers, and the deduplication key
"""
