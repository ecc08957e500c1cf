// One person on one dense page, by keyboard alone: from a number, a code or a name to the ticket.

import { flushSync } from "preact/compat";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { useCounter } from "../app";
import { kitName, lotOf } from "../board/person";
import type { Row } from "../contracts";
import { fill, useTexts } from "../language";
import { usePrefills } from "../prefill/waiting";
import { WaitingPeople } from "../prefill/waiting_people";
import { Camera } from "../scan/camera";
import { useScan } from "../scan/scanner";
import { mayWrite } from "../shell/view";
import { Button } from "../ui/button";
import { Choice } from "../ui/field";
import { Summary } from "../ui/notice";
import { Consents } from "./consents";
import { focusOn, idOf } from "./focus";
import { isEmpty } from "./draft";
import { Doctor, More } from "./more";
import { Notices } from "./notices";
import { NumberField } from "./number_field";
import { Page } from "./page";
import { PeopleList } from "./people_list_dialog";
import { PersonFields } from "./person_fields";
import texts from "./texts.json";
import { useReturning } from "./use_returning";

export interface CaptureProps {
    readonly onDone: (row: Row) => void;
    /** The row to change; without it, a new person. */
    readonly row?: Row;
    /** The row stays as it was; without this, `onDone` is told. */
    readonly onCancel?: () => void;
}

export function Capture(props: CaptureProps) {
    const { session, ring } = useCounter();
    if (!ring.value || !mayWrite(session.value)) return null;
    return <CapturePage {...props} />;
}

function CapturePage({ onDone, row, onCancel }: CaptureProps) {
    const page = usePage(row, onDone);
    const text = useTexts(texts);
    const { prefills, ask } = usePrefills();
    const { people, need } = useReturning();
    const [opened, open] = useState<"camera" | "list">();
    useScanners(page);
    const summary = page.stopping.value
        .filter(({ where }) => page.wrong.value.has(where))
        .map(({ where, message }) => ({ field: idOf(where), message }));
    return (
        <section class="card capture" aria-labelledby="capture-title">
            <header>
                <h2 id="capture-title">{row ? fill(text.titleEdit, { number: row.number }) : text.title}</h2>
                <span class="aside">{text.sealed}</span>
                {page.isNew && !isEmpty(page.draft.value) && (
                    <Button kind="quiet" shortcut="Alt+X" onPress={() => page.clear()}>
                        {text.clear}
                    </Button>
                )}
            </header>
            <form class="inside" noValidate onSubmit={(event) => event.preventDefault()}>
                <Summary key={page.tries.value} title={text.summary} errors={summary} />
                <div class="fields">
                    <NumberField page={page} people={people} prefills={prefills} onName={need} onDigits={ask} />
                </div>
                {page.isNew && <WaitingPeople prefills={prefills} onTake={(prefill) => page.take(prefill)} />}
                <Notices page={page} />
                <PersonFields page={page} />
                <Consents page={page} />
                <Doctor page={page} />
                <KitChoice page={page} />
                <More page={page} />
            </form>
            <Footer page={page} onOpen={open} onCancel={row && (onCancel ?? (() => onDone(row)))} />
            {opened === "camera" && <Camera onClose={() => open(undefined)} />}
            {opened === "list" && <PeopleList page={page} onClose={() => open(undefined)} />}
        </section>
    );
}

function usePage(row: Row | undefined, onDone: (row: Row) => void): Page {
    const counter = useCounter();
    const done = useRef(onDone);
    done.current = onDone;
    const page = useMemo(() => {
        // Fields that appear (a child's guardian) are drawn before the keys go to them.
        const focus = (where: Parameters<typeof focusOn>[0]) => {
            flushSync(() => undefined);
            focusOn(where);
        };
        return new Page({ counter, row, focus, done: (saved) => done.current(saved) });
    }, []);
    useEffect(() => page.retell(), [counter.language.value]);
    return page;
}

function useScanners(page: Page): void {
    const focused = useRef<Element | null>(null);
    useScan({
        begin() {
            focused.current = document.activeElement;
            page.remember();
        },
        revert() {
            page.revert();
            if (focused.current instanceof HTMLElement) focused.current.focus();
        },
        person: (person) => page.scan(person),
        contact: (card) => page.reach(card),
        unreadable: () => (page.trouble.value = "unreadable"),
    });
}

/** Where several kinds of boxes are open: which one this test comes from. */
function KitChoice({ page }: { readonly page: Page }) {
    const text = useTexts(texts);
    const kits = page.kits.value;
    if (kits.length < 2) return null;
    const options = kits.map(({ device }, index): readonly [string, string] => [
        String(index),
        `${kitName(device)} · ${text.kits.lot} ${lotOf(device)}`, // written as a type, this union never ends
    ]);
    const chosen = String(kits.findIndex((kit) => kit === page.kit.value));
    return (
        <div class="fields">
            <Choice
                id="capture-kit"
                label={text.kit}
                value={chosen}
                options={options}
                onValue={(index) => page.chooseKit(Number(index))}
            />
        </div>
    );
}

interface FooterProps {
    readonly page: Page;
    readonly onOpen: (name: "camera" | "list") => void;
    readonly onCancel: (() => void) | undefined;
}

function Footer({ page, onOpen, onCancel }: FooterProps) {
    const text = useTexts(texts);
    const busy = page.busy.value;
    return (
        <footer>
            <Button id="capture-submit" kind="primary" shortcut="F2" disabled={busy} onPress={() => void page.submit()}>
                {busy ? text.busy : page.isNew ? text.submit : text.save}
            </Button>
            {onCancel && (
                <Button shortcut="Alt+X" onPress={onCancel}>
                    {text.cancel}
                </Button>
            )}
            {page.isNew && <NewButtons page={page} onOpen={onOpen} />}
        </footer>
    );
}

function NewButtons({ page, onOpen }: Pick<FooterProps, "page" | "onOpen">) {
    const text = useTexts(texts);
    return (
        <>
            <Button shortcut="F4" onPress={() => page.household()}>
                {text.household}
            </Button>
            <Button shortcut="F6" onPress={() => onOpen("list")}>
                {text.list}
            </Button>
            <Button shortcut="F7" onPress={() => onOpen("camera")}>
                {text.camera}
            </Button>
        </>
    );
}
