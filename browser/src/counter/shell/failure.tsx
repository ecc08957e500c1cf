// A screen that fails says so and leaves the rest of the page alive.

import { Component, type ComponentChildren } from "preact";
import { useTexts } from "../language";
import { Button } from "../ui/button";
import { Notice } from "../ui/notice";
import texts from "./texts.json";

interface FailureProps {
    readonly children: ComponentChildren;
}

export class Failure extends Component<FailureProps, { readonly failed: boolean }> {
    override state = { failed: false };

    static override getDerivedStateFromError() {
        return { failed: true };
    }

    override render({ children }: FailureProps) {
        return this.state.failed ? <Failed /> : children;
    }
}

function Failed() {
    const text = useTexts(texts);
    return (
        <Notice kind="error" title={text.failed}>
            <p>{text.failedBody}</p>
            <Button kind="primary" onPress={() => window.location.reload()}>
                {text.reload}
            </Button>
        </Notice>
    );
}
