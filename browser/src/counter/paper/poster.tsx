// The shop's poster: its code opens a page where people write who they are on their own phone, sealed to this pharmacy alone.

import { base64url, hex, type Bytes } from "../../envelope/bytes";
import type { Language } from "../language";
import { Qr } from "./qr";
import type { Shop } from "./sheets";
import texts from "./texts.json";

/** `https://HOST/p#PHARMACY.ENTRY`: the phone believes only a log that has begun, or begun anew, with this entry. */
export function posterLink(host: string, pharmacy: Bytes, beginning: Bytes): string {
    return `${host}/p#${hex(pharmacy)}.${base64url(beginning)}`;
}

export interface PosterProps {
    readonly link: string;
    readonly shop: Shop;
    readonly language: Language;
}

export function Poster({ link, shop, language }: PosterProps) {
    const text = texts[language].poster;
    const other = language === "fr" ? "en" : "fr";
    return (
        <article class="sheet page poster" lang={language}>
            {shop.isDemo && <p class="demo">{texts[language].demo}</p>}
            <p class="shop-name">{shop.name}</p>
            <h1>{text.title}</h1>
            <p class="lead">{text.lead}</p>
            <Qr text={link} label={texts[language].qr} />
            <ol>
                {text.steps.map((step) => (
                    <li key={step}>{step}</li>
                ))}
            </ol>
            <p>{text.private}</p>
            <p>{text.none}</p>
            <p class="other" lang={other}>
                {text.otherLanguage}
            </p>
        </article>
    );
}
