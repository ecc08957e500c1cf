// The processing contract as text on the page: headings, paragraphs, lists and bold words of its Markdown, and nothing else.

import type { ComponentChildren } from "preact";

export function Contract({ text, label }: { readonly text: string; readonly label: string }) {
    const blocks = text.split(/\n{2,}/).filter((block) => block.trim());
    return (
        <div class="contract" role="region" aria-label={label} tabIndex={0}>
            {blocks.map((block, at) => (
                <Block key={at} lines={block.trim().split("\n")} />
            ))}
        </div>
    );
}

function Block({ lines }: { readonly lines: readonly string[] }) {
    const [first = ""] = lines;
    if (/^# /.test(first)) return <h2>{inline(first.slice(2))}</h2>;
    if (/^## /.test(first)) return <h3>{inline(first.slice(3))}</h3>;
    if (/^\d+\. /.test(first)) return <ol>{items(lines, /^\d+\. /)}</ol>;
    if (/^- /.test(first)) return <ul>{items(lines, /^- /)}</ul>;
    return <p>{inline(lines.join(" "))}</p>;
}

function items(lines: readonly string[], mark: RegExp): ComponentChildren {
    return lines.map((line, at) => <li key={at}>{inline(line.replace(mark, "").trim())}</li>);
}

function inline(text: string): ComponentChildren {
    return text.split("**").map((part, at) => (at % 2 ? <strong key={at}>{part}</strong> : part));
}
