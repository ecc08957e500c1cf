// The dialog that a key opened, over the board.

import { lazy, Suspense } from "preact/compat";
import { Handover } from "../handover/handover";
import { Reissue } from "../handover/reissue";
import { CancelDialog } from "./cancel";
import type { Opened, Work } from "./desk";

const PrintDialog = lazy(() => import("../paper/dialog").then(({ PrintDialog }) => ({ default: PrintDialog })));

export function Dialogs({ work }: { readonly work: Work }) {
    const { opened } = work;
    return opened ? <Suspense fallback={null}>{dialogOf(opened, work)}</Suspense> : null;
}

function dialogOf({ name, row }: Opened, work: Work) {
    const close = () => work.open(undefined);
    switch (name) {
        case "handover":
            return <Handover row={row} onClose={close} onSwab={() => (close(), work.press(row, "Enter"))} />;
        case "reissue":
            return (
                <Reissue row={row} onClose={close} onReissued={(next) => work.open({ name: "handover", row: next })} />
            );
        case "print":
            return <PrintDialog row={row} onClose={close} />;
        case "cancel":
            return <CancelDialog row={row} onClose={close} />;
    }
}
