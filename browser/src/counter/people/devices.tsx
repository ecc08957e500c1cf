// Computers and programs that sign for the pharmacy; the titular pharmacist removes one that is gone.

import { useState } from "preact/hooks";
import { hex } from "../../envelope/bytes";
import { useCounter } from "../app";
import { removeDevice } from "../keys/changing";
import { SOFTWARE } from "../keys/entries";
import { fill, useTexts } from "../language";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Failure, useAttempt } from "./attempt";
import { markOf } from "./mark";
import texts from "./texts.json";

export function Devices() {
    const text = useTexts(texts).keys;
    const { ring, session } = useCounter();
    const [leaving, setLeaving] = useState<string | undefined>(undefined);
    const devices = [...(ring.value?.log.devices ?? [])];
    const own = ring.value && hex(ring.value.device.publicKey);
    if (!devices.length) return null;
    return (
        <>
            <h3>{text.devices}</h3>
            <ul class="key-list">
                {devices.map(([key, software]) => (
                    <li key={key}>
                        <div class="who">
                            <strong>{markOf(key)}</strong> {key === own && <span class="tag">{text.deviceThis}</span>}
                            {software !== SOFTWARE && <p class="aside">{fill(text.software, { name: software })}</p>}
                        </div>
                        {key !== own && session.value?.role === "titular" && (
                            <Button
                                kind="danger"
                                name={`${text.deviceRemove}, ${markOf(key)}`}
                                onPress={() => setLeaving(key)}
                            >
                                {text.remove}
                            </Button>
                        )}
                    </li>
                ))}
            </ul>
            {leaving && <Leaving device={leaving} onClose={() => setLeaving(undefined)} />}
        </>
    );
}

function Leaving({ device, onClose }: { readonly device: string; readonly onClose: () => void }) {
    const all = useTexts(texts);
    const text = all.keys;
    const { keyring } = useCounter();
    const attempt = useAttempt();
    const remove = () =>
        attempt.run(async () => {
            await removeDevice(keyring, device);
            onClose();
        });
    return (
        <Dialog title={fill(text.deviceRemoveTitle, { mark: markOf(device) })} onClose={onClose}>
            <Failure code={attempt.failure} />
            <p>{text.deviceRemoveBody}</p>
            <div class="actions">
                <Button kind="danger" shortcut="F2" onPress={remove} disabled={attempt.busy}>
                    {text.deviceRemove}
                </Button>
                <Button kind="quiet" shortcut="Escape" onPress={onClose}>
                    {all.cancel}
                </Button>
            </div>
        </Dialog>
    );
}
