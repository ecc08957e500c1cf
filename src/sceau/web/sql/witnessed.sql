-- What witnesses have cosigned of this service's ledger (sceau.web.cosigning).

CREATE TABLE witness (
    name text PRIMARY KEY,
    size bigint NOT NULL -- of the last checkpoint it cosigned, as far as we know: where the next proof begins
);

CREATE TABLE witnessed (
    size bigint PRIMARY KEY,
    note bytea NOT NULL, -- the checkpoint with the cosignatures it has got
    at timestamptz NOT NULL
);
