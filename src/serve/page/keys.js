/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The keys of the page: one table says what each does, where, and what help calls it. */
import {$, el, keep, kept} from "./dom.js";

/* Letters alone may be turned off, for who speaks to the page or types by accident. */
export const letters = {
    on: kept("letters", true),
    set(on) {
        letters.on = on;
        keep("letters", on);
    },
};

const name = (e) => `${e.ctrlKey || e.metaKey ? "Ctrl+" : ""}${e.altKey ? "Alt+" : ""}${e.shiftKey && e.key.length > 1 ? "Shift+" : ""}${e.key === " " ? "Space" : e.key}`;

const typing = (e) => e.target.matches("input:not([type=checkbox],[type=range]), textarea, select");

/* A button or a slider keeps the keys that it is worked with. */
function taken(e, pressed) {
    if (e.target.matches("button, a[href], summary, [role=option]"))
        return pressed === "Enter" || pressed === "Space";
    if (e.target.matches("input[type=checkbox]"))
        return pressed === "Space";
    if (e.target.matches("[role=tab]") || e.target.matches("input[type=range], [role=slider]"))
        return pressed.startsWith("Arrow") || pressed === "Home" || pressed === "End";
    return false;
}

/* `keys` is a list of {keys, view, says, run}; view() says which one is open. */
export function hearKeys(keys, view) {
    document.addEventListener("keydown", (e) => {
        const pressed = name(e);

        if (e.defaultPrevented || e.isComposing || typing(e) || $("dialog[open]"))
            return;
        if (taken(e, pressed) || (!letters.on && pressed.length === 1))
            return;
        const hit = keys.find((k) => k.keys.includes(pressed) && (!k.view || k.view === view()));

        if (hit && hit.run(e) !== false)
            e.preventDefault();
    });
}

/* The help, from the same table. */
export function fillHelp(keys) {
    const box = $("#help");
    const groups = new Map();

    for (const k of keys)
        if (k.says)
            groups.set(k.group, [...(groups.get(k.group) ?? []), k]);
    box.replaceChildren(
        el("header", {}, el("h2", {id: "help-title"}, "Keys"), el("button", {class: "bare", "aria-label": "Close the help", onclick: () => box.close()}, "✕")),
        el("div", {class: "groups"}, [...groups].map(([title, list]) => el("section", {}, el("h3", {}, title),
            el("dl", {}, list.map((k) => [el("dt", {}, (k.shown ?? k.keys).map((x) => el("kbd", {}, x))), el("dd", {}, k.says)]))))),
        el("section", {class: "language"}, el("h3", {}, "Asking"),
            el("p", {}, el("code", {}, "kick -loop dur:<500ms"), " short kicks that are no loops"),
            el("p", {}, el("code", {}, "loop bpm:118..124 (key:Am or key:C)"), " loops that fit a song"),
            el("p", {}, el("code", {}, "bass note:C1..B2 sort:note"), " low notes, the lowest first"),
            el("p", {}, el("code", {}, "\"deep sub\" path:vinyl"), " by what it is called, not by how it sounds"),
            el("p", {}, "The whole language is in the manual: sampledb-query(7).")),
        el("label", {class: "switch"}, el("input", {type: "checkbox", checked: letters.on, onchange: (e) => letters.set(e.target.checked)}),
            el("span", {}, "Single letters are keys")));
    box.addEventListener("click", (e) => e.target === box && box.close());
}
