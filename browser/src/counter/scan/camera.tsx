// The camera as a scanner: a dialog that looks until it sees a code, then closes.

import { useEffect, useRef, useState } from "preact/hooks";
import { useTexts } from "../language";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { deliver } from "./scanner";
import texts from "./texts.json";

type Said = "starting" | "aim" | "refused" | "missing" | "other";

const EVERY = 200;

export function Camera({ onClose }: { readonly onClose: () => void }) {
    const text = useTexts(texts);
    const video = useRef<HTMLVideoElement>(null);
    const [said, say] = useState<Said>("starting");
    useEffect(() => {
        const stop = new AbortController();
        if (video.current) void look(video.current, say, onClose, stop.signal);
        return () => stop.abort();
    }, []);
    return (
        <Dialog title={text.title} onClose={onClose}>
            <p role="status">{text[said]}</p>
            <video ref={video} class="camera" hidden={said === "missing" || said === "refused"} muted playsInline />
            <div class="actions">
                <Button onPress={onClose} shortcut="Escape">
                    {text.close}
                </Button>
            </div>
        </Dialog>
    );
}

async function look(video: HTMLVideoElement, say: (said: Said) => void, close: () => void, stop: AbortSignal) {
    try {
        const camera = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: 1280 } });
        stop.addEventListener("abort", () => camera.getTracks().forEach((track) => track.stop()));
        if (stop.aborted) return camera.getTracks().forEach((track) => track.stop());
        video.srcObject = camera;
        await video.play();
        say("aim");
        await watch(video, say, close, stop);
    } catch (error) {
        if (!stop.aborted) say(error instanceof DOMException && error.name === "NotFoundError" ? "missing" : "refused");
    }
}

async function watch(video: HTMLVideoElement, say: (said: Said) => void, close: () => void, stop: AbortSignal) {
    const { readPicture } = await import("./barcode");
    const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    while (context && !stop.aborted) {
        context.drawImage(video, 0, 0);
        const scan = await readPicture(context.getImageData(0, 0, canvas.width, canvas.height));
        if (scan?.kind === "unreadable") say("other");
        else if (scan) {
            close();
            await pause(EVERY); // the dialog gives the keys back before the page takes them
            return deliver(scan);
        }
        await pause(EVERY);
    }
}

function pause(milliseconds: number): Promise<void> {
    return new Promise((resume) => setTimeout(resume, milliseconds));
}
