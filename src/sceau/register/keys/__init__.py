"""The domain's keys: seeds in a folder, public halves in signed statements (`spec/keys.md` §1).

folder       seeds on disk, apart from the database
published    the chain of statements: read, checked, extended
root         offline keys: the first statement, the yearly signer, revocation
epochs       weekly register keys, four ahead; destroyed when their time has come
months       monthly keys: the desk's, wrapped to officers, and the deduplication key
"""
