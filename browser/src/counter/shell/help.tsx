// Every key of the counter, on one page.

import { useTexts } from "../language";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import texts from "./texts.json";

export function KeyHelp({ onClose }: { readonly onClose: () => void }) {
    const text = useTexts(texts).keyHelp;
    return (
        <Dialog title={text.title} wide onClose={onClose}>
            <div class="key-help">
                <Keys title={text.onBoard} rows={text.board} />
                <Keys title={text.anywhere} rows={text.rows} />
                <Keys title={text.inside} rows={text.row} />
                <Keys title={text.form} rows={text.fields} />
            </div>
            <div class="actions">
                <Button kind="primary" shortcut="Escape" onPress={onClose}>
                    {text.close}
                </Button>
            </div>
        </Dialog>
    );
}

function Keys({ title, rows }: { readonly title: string; readonly rows: readonly (readonly string[])[] }) {
    return (
        <section>
            <h3>{title}</h3>
            <dl>
                {rows.map(([key, meaning]) => (
                    <div key={key}>
                        <dt>
                            <kbd>{key}</kbd>
                        </dt>
                        <dd>{meaning}</dd>
                    </div>
                ))}
            </dl>
        </section>
    );
}
